import { crashPoints, type CrashPoint } from '../run/crash-points.ts'

/** Every point of the engine at which a process may be killed, for tests that kill it at each. */
export const everyCrashPoint: readonly CrashPoint[] = crashPoints

/**
 * A `crashPoint` that kills this process, without any chance to clean up, when the point is reached for the
 * `occurrence`th time (from 1).
 */
export function killAt(point: string, occurrence = 1): (name: string) => void {
  let reached = 0
  return name => {
    if (name !== point || ++reached < occurrence) return
    process.kill(process.pid, 'SIGKILL')
  }
}
