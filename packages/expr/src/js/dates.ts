const dayMicros = 86_400_000_000
const hourMicros = 3_600_000_000
const minuteMicros = 60_000_000

/** Days since 1970-01-01 UTC. Infinite and missing instants have no parts: everything here gives NaN for them. */
function dayNumber(micros: number): number {
  return (micros - modulo(micros, dayMicros)) / dayMicros
}

// The remainder of doubles is exact (a rounded quotient would reach the next day a microsecond early), but of a
// negative number it may be -0.
function modulo(micros: number, unit: number): number {
  const rest = micros % unit
  return rest < 0 ? rest + unit : rest + 0
}

const shiftedEpoch = 719_468
const eraDays = 146_097

/** Year, counted from 1 March, and day in it: the proleptic Gregorian calendar in whole numbers. */
function marchYear(day: number): { readonly year: number; readonly dayOfYear: number } {
  const shifted = day + shiftedEpoch
  const era = Math.floor(shifted / eraDays)
  const inEra = shifted - era * eraDays
  const leaps = Math.floor(inEra / 1460) - Math.floor(inEra / 36_524) + Math.floor(inEra / 146_096)
  const year = Math.floor((inEra - leaps) / 365)
  const before = 365 * year + Math.floor(year / 4) - Math.floor(year / 100)
  return { year: year + era * 400, dayOfYear: inEra - before }
}

export function year(micros: number): number {
  const { year: from, dayOfYear: day } = marchYear(dayNumber(micros))
  return day >= 306 ? from + 1 : from
}

export function month(micros: number): number {
  const fromMarch = Math.floor((5 * marchYear(dayNumber(micros)).dayOfYear + 2) / 153)
  return fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
}

export function dayOfMonth(micros: number): number {
  const { dayOfYear: day } = marchYear(dayNumber(micros))
  const fromMarch = Math.floor((5 * day + 2) / 153)
  return day - Math.floor((153 * fromMarch + 2) / 5) + 1
}

/** 1 Monday … 7 Sunday. */
export function dayOfWeek(micros: number): number {
  const fromThursday = (dayNumber(micros) + 3) % 7
  return (fromThursday < 0 ? fromThursday + 7 : fromThursday) + 1
}

export function dayOfYear(micros: number): number {
  const day = dayNumber(micros)
  const { year: from, dayOfYear: fromMarch } = marchYear(day)
  if (fromMarch >= 306) return fromMarch - 305
  const leap = from % 4 === 0 && (from % 100 !== 0 || from % 400 === 0)
  return fromMarch + (leap ? 61 : 60)
}

export function hour(micros: number): number {
  return Math.floor(modulo(micros, dayMicros) / hourMicros)
}

export function minute(micros: number): number {
  return Math.floor(modulo(micros, hourMicros) / minuteMicros)
}

/** Days of 24 hours with fractions. */
export function daysBetween(from: number, to: number): number {
  const micros = to - from
  return Number.isFinite(micros) ? micros / dayMicros : Number.NaN
}
