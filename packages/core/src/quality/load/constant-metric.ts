import { number, plural } from '../../checks/wording.ts'
import { falseAlarmsPerTest } from '../series/false-alarm-budget.ts'
import { inOrder, type SeriesPoint } from '../series/series-point.ts'

/** Whether a metric that used to vary stands still. */
export interface ConstantVerdict {
  readonly state: 'ok' | 'learning' | 'constant' | 'always-constant'
  /** Runs in a row with the last value. */
  readonly runs: number
  readonly since?: Date
  /** Probability of so many equal values in a row by chance. */
  readonly p?: number
  readonly message: string
}

const leastEarlier = 4

/**
 * Judges whether the last values (oldest first, the tested one last) are equal to the last digit though earlier ones
 * were not: how often successive values were equal before says how likely that is by chance.
 */
export function judgeConstant(
  points: readonly SeriesPoint[],
  { falseAlarms = falseAlarmsPerTest() }: { readonly falseAlarms?: number } = {},
): ConstantVerdict {
  const used = inOrder(points).filter(({ excluded }) => excluded !== true)
  const last = used.at(-1)
  if (last === undefined) return { state: 'learning', runs: 0, message: 'learning (no value yet)' }
  const before = used.findLastIndex(({ value }) => value !== last.value) + 1
  const runs = used.length - before
  const since = used[before]?.at ?? last.at
  const found = { runs, since }
  const words = `${number(last.value)} in ${plural(runs, 'run')} in a row`
  if (before === 0 && runs > leastEarlier) {
    return { state: 'always-constant', ...found, message: `${words}, as ever` }
  }
  if (before < leastEarlier) {
    return { state: 'learning', ...found, message: `${words}; learning (${before} of ${leastEarlier} runs)` }
  }
  const equal = used.slice(1, before).filter(({ value }, i) => value === used[i]?.value).length
  const chance = (equal + 0.5) / before
  const p = chance ** (runs - 1)
  if (runs < 3 || p >= falseAlarms) return { state: 'ok', ...found, p, message: words }
  const message = `${words}, which did not happen before. Look for a source that answers from a cache`
  return { state: 'constant', ...found, p, message }
}
