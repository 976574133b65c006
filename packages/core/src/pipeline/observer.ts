/** Somewhere that what happens is told to; the engine says what it tells, as `ObservedEvent`. */
export interface ConfiguredObserver {
  readonly kind: string
  observe(event: never): void
  close(): Promise<void>
}
