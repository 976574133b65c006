/** Maps a value to a place in the drawing. */
export interface Scale {
  (value: number): number
  readonly low: number
  readonly high: number
}

/** A linear scale; a domain without extent maps to the middle. */
export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): Scale {
  const place = (value: number) =>
    high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from)
  return Object.assign(place, { low, high })
}

/** Round numbers from `low` to `high`, about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, wanted = 5): readonly number[] {
  if (!(high > low)) return [low]
  const step = niceStep((high - low) / wanted)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** The least round number that is at least `value`. */
export function niceCeiling(value: number, wanted = 5): number {
  if (!(value > 0)) return 1
  const step = niceStep(value / wanted)
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12))
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find(each => each * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}
