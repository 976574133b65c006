import { descending } from '../metrics/descending-order.ts'

/**
 * Probability is the line through the knots (`xs[i]`, `ys[i]`), constant outside them; `xs` ascends strictly and `ys`
 * never descends.
 */
export interface IsotonicCalibrator {
  readonly kind: 'isotonic'
  readonly xs: readonly number[]
  readonly ys: readonly number[]
}

// Margins closer than this count as equal, as in scikit-learn; it also bounds the slope between two knots.
const resolution = 1e-15

/** The non-decreasing function of the margin with the least squared error, by pooling adjacent violators. */
export function fitIsotonic(margins: Float64Array, target: Float64Array): IsotonicCalibrator {
  const points = distinctPoints(margins, target)
  pool(points)
  return { kind: 'isotonic', ...withoutInterior(points) }
}

/** The line through the knots at one margin, by the operations of the expression `interpolate`. */
export function interpolator({ xs, ys }: Pick<IsotonicCalibrator, 'xs' | 'ys'>): (x: number) => number {
  const knots = Float64Array.from(xs)
  const values = Float64Array.from(ys)
  const slopes = values.subarray(1).map((y, i) => {
    return (y - (values[i] as number)) / ((knots[i + 1] as number) - (knots[i] as number))
  })
  const last = knots.length - 1
  return x => {
    if (Number.isNaN(x)) return x
    if (x <= (knots[0] as number)) return values[0] as number
    if (x >= (knots[last] as number)) return values[last] as number
    let [low, high] = [0, last]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((knots[middle] as number) <= x) low = middle
      else high = middle
    }
    if (x === knots[low]) return values[low] as number
    return (slopes[low] as number) * (x - (knots[low] as number)) + (values[low] as number)
  }
}

interface Points {
  readonly xs: Float64Array
  readonly ys: Float64Array
  readonly weights: Float64Array
}

/** Mean target and number of rows at each distinct margin, ascending. */
function distinctPoints(margins: Float64Array, target: Float64Array): Points {
  const order = descending(margins)
  const [xs, ys, weights] = [0, 0, 0].map(() => new Float64Array(order.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  let last = -1
  for (let i = order.length - 1; i >= 0; i--) {
    const row = order[i] as number
    const x = (margins[row] as number) + 0
    if (last < 0 || x - (xs[last] as number) >= resolution) xs[++last] = x
    ys[last] = (ys[last] as number) + (target[row] as number)
    weights[last] = (weights[last] as number) + 1
  }
  for (let i = 0; i <= last; i++) ys[i] = (ys[i] as number) / (weights[i] as number)
  return { xs: xs.slice(0, last + 1), ys: ys.slice(0, last + 1), weights: weights.slice(0, last + 1) }
}

/** Replaces `ys` by the weighted means of the blocks that make them non-decreasing. */
function pool({ ys, weights }: Points): void {
  const sums = new Float64Array(ys.length)
  const masses = new Float64Array(ys.length)
  const ends = new Uint32Array(ys.length)
  let blocks = 0
  for (let i = 0; i < ys.length; i++) {
    let sum = (ys[i] as number) * (weights[i] as number)
    let mass = weights[i] as number
    while (blocks > 0 && (sums[blocks - 1] as number) * mass >= sum * (masses[blocks - 1] as number)) {
      blocks--
      sum += sums[blocks] as number
      mass += masses[blocks] as number
    }
    sums[blocks] = sum
    masses[blocks] = mass
    ends[blocks] = i + 1
    blocks++
  }
  let start = 0
  for (let block = 0; block < blocks; block++) {
    const end = ends[block] as number
    ys.fill((sums[block] as number) / (masses[block] as number), start, end)
    start = end
  }
}

function withoutInterior({ xs, ys }: Points): Pick<IsotonicCalibrator, 'xs' | 'ys'> {
  const kept: number[] = []
  for (let i = 0; i < xs.length; i++) {
    const atEnd = i === 0 || i === xs.length - 1
    if (atEnd || ys[i] !== ys[i - 1] || ys[i] !== ys[i + 1]) kept.push(i)
  }
  return { xs: kept.map(i => xs[i] as number), ys: kept.map(i => ys[i] as number) }
}
