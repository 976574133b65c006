/** How much of an instant is said. */
export type Detail = 'clock' | 'day-month' | 'day' | 'day-clock' | 'full' | 'date'

const shapes: Readonly<Record<Detail, Intl.DateTimeFormatOptions>> = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  'day-month': { day: 'numeric', month: 'short' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  'day-clock': { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  full: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'shortOffset',
  },
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** An instant in the words of a zone: `Mon 16 Mar, 06:04`. An unknown zone is read as UTC. */
export function when(instant: string | number, zone: string, detail: Detail = 'day-clock'): string {
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? '–' : format(zone, detail).format(date)
}

function format(zone: string, detail: Detail): Intl.DateTimeFormat {
  const key = `${detail} ${zone}`
  const made = formats.get(key) ?? make(zone, shapes[detail])
  formats.set(key, made)
  return made
}

function make(timeZone: string, shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...shape, hourCycle: 'h23', timeZone })
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...shape, hourCycle: 'h23', timeZone: 'UTC' })
  }
}

/** Days from an instant to another in a zone's calendar: 0 on the same day. */
export function daysBetween(from: string | number, to: string | number, zone: string): number {
  const day = (instant: string | number) =>
    Date.parse(
      new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(instant)),
    )
  return Math.round((day(to) - day(from)) / 86_400_000)
}

const steps = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [Number.POSITIVE_INFINITY, 86_400, 'd'],
] as const

/** `in 3 h`, `12 min ago`, `now`. */
export function relative(instant: string | number, now: number): string {
  const seconds = (new Date(instant).getTime() - now) / 1000
  const size = Math.abs(seconds)
  if (!Number.isFinite(size)) return '–'
  if (size < 5) return 'now'
  const [, by, unit] = steps.find(([below]) => size < below) ?? steps[3]
  const amount = `${Math.floor(size / by)}\u00A0${unit}`
  return seconds > 0 ? `in ${amount}` : `${amount} ago`
}

/** The zone of whoever looks. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
