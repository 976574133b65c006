import { poissonTails, type Tails } from '../statistics/count-tails.ts'
import { upperTail } from '../statistics/normal.ts'
import { heavyUpperTail } from '../statistics/student-four.ts'
import type { Mixture } from './level-filter.ts'
import type { MetricScale, Scale } from './scale.ts'

// Above this mean the normal distribution of the logarithm describes a count well enough.
const largeCount = 300
// Abscissas and weights of the ten-point Gauss–Hermite rule for a standard normal variable, one half.
const hermite = [
  [0.4849357075154977, 0.3446423349320191],
  [1.4659890943911582, 0.1354837029802677],
  [2.4843258416389546, 0.0191115805007703],
  [3.581823483551927, 0.0007580709343122],
  [4.859462828332312, 0.0000043106526308],
] as const
const points = hermite.flatMap(([x, w]) => [[-x, w] as const, [x, w] as const])

/** Shares of the false alarms that go to values that are too low and too high: rows get lost more often than doubled. */
export function sidesOf(metric: MetricScale): { readonly below: number; readonly above: number } {
  return metric === 'count' ? { below: 0.8, above: 0.2 } : { below: 0.5, above: 0.5 }
}

/** Probabilities of a value at most and at least as large as `value` in what was expected. */
export function tailsOf(
  mixture: Mixture,
  metric: MetricScale,
  scale: Scale,
  value: number,
  size?: number,
): Tails {
  if (metric === 'count' && scale.from(mixture.mean) < largeCount) {
    return countTails(mixture, scale, Math.max(0, Math.round(value)))
  }
  const y = scale.to(value, size)
  let lower = 0
  let upper = 0
  for (const [k, weight] of mixture.weights.entries()) {
    const heavy = mixture.heavyWeights[k] as number
    if (weight + heavy < 1e-12) continue
    const z = (y - (mixture.means[k] as number)) / Math.sqrt(mixture.variances[k] as number)
    lower += weight * upperTail(-z) + heavy * heavyUpperTail(-z)
    upper += weight * upperTail(z) + heavy * heavyUpperTail(z)
  }
  return { lower, upper }
}

/** Tails of a Poisson count whose mean is log-normal: exact also where a handful is expected. */
function countTails(mixture: Mixture, scale: Scale, count: number): Tails {
  const chance = scale.floor(mixture.mean)
  let lower = 0
  let upper = 0
  for (const [k, normal] of mixture.weights.entries()) {
    const weight = normal + (mixture.heavyWeights[k] as number)
    if (weight < 1e-7) continue
    const sd = Math.sqrt(Math.max(0, (mixture.variances[k] as number) - chance))
    for (const [x, w] of points) {
      if (weight * w < 1e-8) continue
      const tails = poissonTails(count, scale.from((mixture.means[k] as number) + sd * x))
      lower += weight * w * tails.lower
      upper += weight * w * tails.upper
    }
  }
  return { lower, upper }
}

/** Values between which all but a share `alpha` of what was expected lies. */
export function bandOf(
  mixture: Mixture,
  metric: MetricScale,
  scale: Scale,
  alpha: number,
  size?: number,
): { readonly low: number; readonly high: number } {
  const { below, above } = sidesOf(metric)
  const sd = Math.sqrt(mixture.variances.reduce((most, variance) => Math.max(most, variance), 0))
  const tails = (y: number) => tailsOf(mixture, metric, scale, scale.from(y), size)
  // A count is a whole number: where it begins to be outside need not be known better.
  const precision = metric === 'count' ? Math.max(1e-4, 0.2 / (1 + scale.from(mixture.mean))) : 1e-4
  const crossed = (direction: number, share: number, tail: (y: number) => number) =>
    crossing({ inside: mixture.mean, outside: mixture.mean + direction * 12 * sd, precision, share, tail })
  const low = crossed(-1, alpha * below, y => tails(y).lower)
  const high = crossed(1, alpha * above, y => tails(y).upper)
  return { low: scale.from(low), high: scale.from(high) }
}

interface Search {
  readonly inside: number
  readonly outside: number
  readonly precision: number
  readonly share: number
  readonly tail: (y: number) => number
}

/** Where the tail becomes a share: by the Illinois method on the root of its logarithm, which is nearly a line. */
function crossing({ inside, outside, precision, share, tail }: Search): number {
  const target = rooted(share)
  const beyond = (y: number) => rooted(tail(y)) - target
  let [from, to] = [outside, inside]
  let [atFrom, atTo] = [beyond(from), beyond(to)]
  if (atFrom <= 0 || atTo >= 0) return atFrom <= 0 ? outside : inside
  let wasOutside: boolean | undefined
  for (let i = 0; i < 30 && Math.abs(to - from) > precision; i++) {
    const y = (atFrom * to - atTo * from) / (atFrom - atTo)
    const at = beyond(y)
    if (Math.abs(at) < 1e-3) return y
    const isOutside = at > 0
    // An end that stays twice would stay for long: its value counts half.
    if (isOutside) [from, atFrom, atTo] = [y, at, wasOutside === true ? atTo / 2 : atTo]
    else [to, atTo, atFrom] = [y, at, wasOutside === false ? atFrom / 2 : atFrom]
    wasOutside = isOutside
  }
  return to
}

function rooted(tail: number): number {
  return Math.sqrt(-2 * Math.log(Math.min(1, Math.max(1e-300, tail))))
}
