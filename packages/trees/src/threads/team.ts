/** One of several threads that run the same program over shared memory. */
export interface Team {
  /** From 0 to `size` - 1. */
  readonly rank: number
  readonly size: number
  /** Returns when all of the team have called it; what they wrote before is then seen by all. */
  barrier(): void
}

/** A team of one. */
export const alone: Team = { rank: 0, size: 1, barrier() {} }

/** The part of `from` … `to` that is a member's own: contiguous, and nearly as large as the others'. */
export function shareOf({ rank, size }: Team, from: number, to: number): readonly [number, number] {
  const count = to - from
  return [from + Math.floor((count * rank) / size), from + Math.floor((count * (rank + 1)) / size)]
}
