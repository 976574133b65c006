import type { Client, Population } from './populations.ts'

/** A client, the number of days before the tested one, and what its value is multiplied by. */
interface CeilingCase {
  readonly client: Client
  readonly history: number
  readonly factor: number
}

/**
 * Whether an incident is seen by who knows everything about a population and the client's noise, growth and slow
 * seasons, learns only its level and weekdays from the days before, and spends the whole budget of 0.1 % false alarms on
 * the side of the incident. No judge that keeps the budget for each client sees clearly more. The prediction is the best
 * linear one (kriging).
 */
export function isSeenAtBest({ known }: Population, { client, history, factor }: CeilingCase): boolean {
  const { days, means, noise } = client
  const sizes = means.slice(0, history + 1)
  const misses = sizes.map((mean, i) => Math.log(((days[i]?.value ?? 0) + 1) / mean))
  const weekdays = days.slice(0, history + 1).map(({ at }) => at.getUTCDay())
  const covariance = (i: number, j: number) =>
    unknownLevel +
    (weekdays[i] === weekdays[j] ? known.pattern ** 2 : 0) +
    noise ** 2 * known.memory ** Math.abs(i - j) +
    (i === j ? 1 / (sizes[i] as number) : 0)
  const before = Array.from({ length: history }, (_, i) => i)
  const matrix = before.map(i => before.map(j => covariance(i, j)))
  const along = before.map(i => covariance(i, history))
  const weights = solved(matrix, along)
  const center = weights.reduce((sum, weight, i) => sum + weight * (misses[i] as number), 0)
  const explained = weights.reduce((sum, weight, i) => sum + weight * (along[i] as number), 0)
  const mean = (sizes[history] as number) * Math.exp(center)
  const variance = covariance(history, history) - explained - 1 / (sizes[history] as number)
  const value = Math.round((days[history]?.value ?? 0) * factor)
  const gap = 2 * (Math.sqrt(value + 0.375) - Math.sqrt(mean + 0.375))
  const distance =
    mean < fewRows
      ? gap / Math.sqrt(1 + mean * variance)
      : Math.log((value + 1) / mean) / Math.sqrt(variance + 1 / mean)
  const isFar = factor < 1 ? distance < -known.reach : distance > known.reach
  return isFar && Math.abs(value / mean - 1) >= leastChange
}

const unknownLevel = 100
const fewRows = 1000
const leastChange = 0.2

/** The solution of linear equations with a positive definite matrix, by elimination. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number])
  for (const [i, pivot] of rows.entries()) {
    for (const [j, row] of rows.entries()) {
      if (j === i) continue
      const share = (row[i] as number) / (pivot[i] as number)
      for (let k = i; k < row.length; k++) row[k] = (row[k] as number) - share * (pivot[k] as number)
    }
  }
  return rows.map((row, i) => (row.at(-1) as number) / (row[i] as number))
}
