/**
 * The smallest finite number at which a non-decreasing function reaches `goal`, by bisection over the doubles;
 * undefined when it is not reached.
 */
export function firstReaching(of: (x: number) => number, goal: number): number | undefined {
  if (!(of(Number.MAX_VALUE) >= goal)) return undefined
  let [low, high] = [positionOf(-Number.MAX_VALUE), positionOf(Number.MAX_VALUE)]
  if (of(-Number.MAX_VALUE) >= goal) return -Number.MAX_VALUE
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (of(numberAt(middle)) >= goal) high = middle
    else low = middle
  }
  return numberAt(high)
}

/** Position of a number in the order of the doubles: neighbours differ by one. */
function positionOf(value: number): bigint {
  const pattern = new BigInt64Array(Float64Array.of(value).buffer)[0] as bigint
  return pattern >= 0n ? pattern : -(pattern & 0x7fff_ffff_ffff_ffffn)
}

function numberAt(position: bigint): number {
  const pattern = position < 0n ? -position : position
  const size = new Float64Array(BigInt64Array.of(pattern).buffer)[0] as number
  return position < 0n ? -size : size
}
