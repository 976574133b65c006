/** What a deadline says: `near` when a fifth of the time is left, `missed` when none is. */
export type DeadlineState = 'near' | 'missed'

const nearAt = 0.8

/** When a run has to be finished, and when people hear that it may not be. */
export interface Deadline {
  readonly near: Date
  readonly missed: Date
}

/** The deadline of a run that was due at `due` and has to be finished `deadlineMs` later. */
export function deadlineOf(due: Date, deadlineMs: number): Deadline {
  return {
    near: new Date(due.getTime() + deadlineMs * nearAt),
    missed: new Date(due.getTime() + deadlineMs),
  }
}

/**
 * The alert that is due about a run that has not ended; undefined when there is none, or when people have it. A missed
 * deadline is told once, also when nobody was there to tell that it was near.
 */
export function deadlineAlert(
  { near, missed }: Deadline,
  now: Date,
  told: string | undefined,
): DeadlineState | undefined {
  if (now >= missed) return told === 'missed' ? undefined : 'missed'
  return now >= near && told === undefined ? 'near' : undefined
}
