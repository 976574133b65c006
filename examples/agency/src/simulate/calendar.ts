const dayMs = 86_400_000

/** The first instant the simulated shops know of: a Monday, 43 weeks before the first refresh. */
export const historyStart = new Date('2025-05-05T00:00:00Z')

/** The Mondays of the demo: `mondays[0]` is week 1, and the warehouses begin with the history before it. */
export const mondays = [monday(1), monday(2), monday(3)] as const

/** The Monday of a week of the simulation, counted from 1. */
export function monday(week: number): Date {
  return new Date(Date.UTC(2026, 2, 2) + (week - 1) * 7 * dayMs)
}

/** Days since the start of the history. */
export function dayOf(instant: Date): number {
  return (instant.getTime() - historyStart.getTime()) / dayMs
}

/** The simulation knows this many weeks; customers live their lives over all of them. */
export const lastWeek = 12
