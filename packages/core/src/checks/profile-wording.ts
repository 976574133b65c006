import type { ColumnProfile } from './column-profile.ts'
import { number, percent } from './wording.ts'

// Above this, the number of distinct values grows with the rows and says little.
const mostCategories = 200

/** What a column holds against what it held: `mean 41.2 against 40.9 in the last run`. */
export function profileComparison(now: ColumnProfile, before: ColumnProfile, when: string): string {
  const [mean, meanBefore] = [rounded(now.mean), rounded(before.mean)]
  switch (now.type) {
    case 'number':
      return `mean ${mean} against ${meanBefore} ${when}`
    case 'boolean':
      return `true in ${percent(now.mean ?? 0)} against ${percent(before.mean ?? 0)} ${when}`
    case 'timestamp':
      return `on average ${mean} days old against ${meanBefore} ${when}`
    case 'text':
      return isCategorical(now) && isCategorical(before)
        ? `${rounded(now.distinct)} distinct values against ${rounded(before.distinct)} ${when}`
        : `${mean} characters on average against ${meanBefore} ${when}`
  }
}

function isCategorical({ distinct }: ColumnProfile): boolean {
  return distinct !== null && distinct <= mostCategories
}

function rounded(value: number | null): string {
  return value === null ? 'nothing' : number(Number(value.toPrecision(3)))
}
