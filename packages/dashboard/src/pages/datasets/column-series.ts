import { readProfile, type ColumnReading } from '../../components/dataset/profile-reading.ts'

/** What can be followed of a column over time. */
export const statistics = {
  missing: { words: 'share missing', of: ({ missingShare }) => missingShare },
  different: { words: 'different values', of: ({ distinct }) => distinct },
  mean: { words: 'mean', of: ({ mean }) => mean },
  median: { words: 'median', of: ({ quantiles }) => quantiles?.[2] },
} as const satisfies Readonly<
  Record<string, { readonly words: string; readonly of: (column: ColumnReading) => number | undefined }>
>

/** The name of one of them. */
export type Statistic = keyof typeof statistics

/** A number of a column in each of some profiles; null where it has none. */
export function columnSeries(
  profiles: readonly unknown[],
  column: string,
  statistic: Statistic,
): readonly (number | null)[] {
  return profiles.map(profile => {
    const found = readProfile(profile).find(({ name }) => name === column)
    return (found && statistics[statistic].of(found)) ?? null
  })
}
