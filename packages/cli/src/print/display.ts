import type { RunEvent } from '@sluice/engine'

/** Shows what a run does while it does it. */
export interface Display {
  event(event: RunEvent): void
  /** Leaves the last state on the screen. */
  close(): void
}
