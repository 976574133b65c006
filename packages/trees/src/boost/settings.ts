import { BoostInvalid } from '../errors/boost-invalid.ts'
import type { GrowSettings } from '../grow/settings.ts'
import type { BoostSettings } from './job.ts'
import type { BoostOptions, Objective } from './options.ts'

/** What a number must be. */
interface Range {
  readonly holds: (value: number) => boolean
  readonly expected: string
}

const wholeFrom = (least: number): Range => ({
  holds: value => Number.isInteger(value) && value >= least && value < 2 ** 31,
  expected: `a whole number from ${least}`,
})
const notNegative: Range = {
  holds: value => value >= 0 && Number.isFinite(value),
  expected: 'a number from 0',
}
const part: Range = { holds: value => value > 0 && value <= 1, expected: 'above 0 and at most 1' }

const ranges = {
  rounds: wholeFrom(1),
  learningRate: { holds: value => value > 0 && Number.isFinite(value), expected: 'a number above 0' },
  rowFraction: part,
  columnFraction: part,
  seed: { holds: value => Number.isSafeInteger(value), expected: 'a whole number' },
  leaves: {
    holds: value => Number.isInteger(value) && value >= 2 && value <= 65_536,
    expected: 'from 2 to 65536',
  },
  minLeafRows: wholeFrom(1),
  minLeafHessian: notNegative,
  l2: notNegative,
  minGain: notNegative,
} satisfies Partial<Record<keyof BoostOptions, Range>>

const categoryRanges = {
  smooth: notNegative,
  l2: notNegative,
  maxSet: wholeFrom(1),
  minGroupRows: wholeFrom(0),
  oneAgainstRest: wholeFrom(0),
}

const growDefaults = { leaves: 31, minLeafRows: 20, minLeafHessian: 1e-3, l2: 0, minGain: 0 }
const defaults = { rounds: 100, learningRate: 0.1, rowFraction: 1, columnFraction: 1, seed: 0 }
const categoryDefaults = { smooth: 10, l2: 10, maxSet: 32, minGroupRows: 100, oneAgainstRest: 4 }

/**
 * Options with their defaults.
 *
 * @throws BoostInvalid for an option outside its range.
 */
export function settingsOf(options: BoostOptions): BoostSettings {
  const grow: GrowSettings = {
    ...pick(growDefaults, options, ranges, 'options'),
    maxDepth: options.maxDepth ?? 2 ** 31 - 1,
    monotone: options.monotone ?? [],
    categories: pick(categoryDefaults, options.categories ?? {}, categoryRanges, 'options.categories'),
  }
  check('options.maxDepth', grow.maxDepth, wholeFrom(1))
  checkObjective(options.objective)
  const stopping = options.earlyStopping && { minDelta: 0, ...options.earlyStopping }
  if (stopping !== undefined) {
    check('options.earlyStopping.rounds', stopping.rounds, wholeFrom(1))
    check('options.earlyStopping.minDelta', stopping.minDelta, notNegative)
  }
  return {
    ...pick(defaults, options, ranges, 'options'),
    objective: options.objective,
    earlyStopping: stopping,
    grow,
  }
}

function pick<K extends string>(
  fallback: Readonly<Record<K, number>>,
  given: { readonly [Name in NoInfer<K>]?: number | undefined },
  allowed: Readonly<Record<NoInfer<K>, Range>>,
  where: string,
): Record<K, number> {
  const entries = (Object.keys(fallback) as K[]).map(name => {
    const value = given[name] ?? fallback[name]
    check(`${where}.${name}`, value, allowed[name])
    return [name, value] as const
  })
  return Object.fromEntries(entries) as Record<K, number>
}

function checkObjective(objective: Objective): void {
  if (objective.kind === 'quantile') {
    const inside: Range = { holds: value => value > 0 && value < 1, expected: 'between 0 and 1' }
    check('options.objective.alpha', objective.alpha, inside)
  }
  if (objective.kind === 'multiclass') check('options.objective.classes', objective.classes, wholeFrom(2))
}

function check(where: string, value: number, { holds, expected }: Range): void {
  if (!holds(value)) throw new BoostInvalid({ where, value, expected })
}
