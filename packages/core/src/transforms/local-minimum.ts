/** The golden section of an interval: (3 - √5) / 2. */
const golden = 0.3819660112501051
const mostRounds = 200

/** An interval to search; `low` and `high` may be the ends of where the function is defined. */
export interface SearchInterval {
  readonly low: number
  readonly high: number
}

/** Widens an interval downhill, within `limits`, until the function rises at both of its ends. */
export function descending(
  of: (x: number) => number,
  start: SearchInterval,
  limits: SearchInterval,
): SearchInterval {
  const clipped = (x: number) => Math.min(Math.max(x, limits.low), limits.high)
  let [low, high] = [clipped(start.low), clipped(start.high)]
  let middle = (low + high) / 2
  for (let round = 0; round < mostRounds; round++) {
    const [left, centre, right] = [of(low), of(middle), of(high)]
    const width = 2 * (high - low)
    if (left < centre && left <= right && low > limits.low) {
      ;[low, middle, high] = [clipped(low - width), low, middle]
    } else if (right < centre && high < limits.high) {
      ;[low, middle, high] = [middle, high, clipped(high + width)]
    } else break
  }
  return { low, high }
}

/**
 * Where a function of one number has a minimum in an interval, to `tolerance` (relative): parabolas through three
 * points where they help, golden sections where not. Brent, "Algorithms for Minimization without Derivatives" (1973),
 * chapter 5.
 */
export function localMinimum(
  of: (x: number) => number,
  { low, high }: SearchInterval,
  tolerance = 1e-10,
): number {
  let [a, b] = [low, high]
  let best = a + golden * (b - a)
  let [second, third] = [best, best]
  let value = of(best)
  let [secondValue, thirdValue] = [value, value]
  let [step, before] = [0, 0]
  for (let round = 0; round < mostRounds; round++) {
    const middle = (a + b) / 2
    const near = tolerance * Math.abs(best) + tolerance / 4
    if (Math.abs(best - middle) <= 2 * near - (b - a) / 2) break
    const bottom = parabola({ x: best, y: value }, { x: second, y: secondValue }, { x: third, y: thirdValue })
    const inside = best + bottom > a && best + bottom < b
    const helps = Math.abs(before) > near && Math.abs(bottom) < Math.abs(before / 2) && inside
    before = helps ? step : (best < middle ? b : a) - best
    step = helps ? bottom : golden * before
    const x = best + (Math.abs(step) >= near ? step : Math.sign(step || 1) * near)
    const y = of(x)
    if (y <= value) {
      if (x < best) b = best
      else a = best
      ;[third, thirdValue, second, secondValue] = [second, secondValue, best, value]
      ;[best, value] = [x, y]
      continue
    }
    if (x < best) a = x
    else b = x
    if (y <= secondValue || second === best) {
      ;[third, thirdValue, second, secondValue] = [second, secondValue, x, y]
    } else if (y <= thirdValue || third === best || third === second) {
      ;[third, thirdValue] = [x, y]
    }
  }
  return best
}

interface Point {
  readonly x: number
  readonly y: number
}

/** How far from `best` the bottom of the parabola through three points lies; NaN where there is none. */
function parabola(best: Point, second: Point, third: Point): number {
  const r = (best.x - second.x) * (best.y - third.y)
  const q = (best.x - third.x) * (best.y - second.y)
  return ((best.x - third.x) * q - (best.x - second.x) * r) / (2 * (r - q))
}
