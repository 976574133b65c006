/** A minute of the wall clock. */
interface Wall {
  readonly at: Date
  readonly day: string
  readonly hour: number
  readonly minute: number
}

/**
 * When a cron expression with days `* * *` is due in (from, to]: found by looking at the wall clock minute by minute,
 * slowly and without Croner.
 */
export function dueByTheMinute(cron: string, timeZone: string, from: Date, to: Date): readonly Date[] {
  const [minutes = '', hours = ''] = cron.split(' ')
  const isMinute = matcher(minutes, 60)
  const isHour = matcher(hours, 24)
  const everyHour = Array.from({ length: 24 }, (_, i) => i).every(isHour)
  // A day more on both sides: what falls into a gap or occurs twice is judged by what is around it.
  const walls = wallClock(
    timeZone,
    new Date(from.getTime() - 86_400_000),
    new Date(to.getTime() + 86_400_000),
  )
  const isDue = ({ hour, minute }: Wall) => isHour(hour) && isMinute(minute)
  const due = everyHour ? walls.filter(isDue) : namedTimes(walls, isDue)
  return due.map(({ at }) => at).filter(at => at > from && at <= to)
}

function namedTimes(walls: readonly Wall[], isDue: (wall: Wall) => boolean): readonly Wall[] {
  const seen = new Set<string>()
  return walls.filter((wall, i) => {
    const before = walls[i - 1]
    if (before === undefined) return false
    const missing = skippedMinutes(before, wall)
    const first = !seen.has(nameOf(wall))
    seen.add(nameOf(wall))
    return (first && isDue(wall)) || missing.some(isDue)
  })
}

/** The minutes of the wall clock between two minutes that follow each other. */
function skippedMinutes(before: Wall, wall: Wall): readonly Wall[] {
  const start = asUtc(before)
  const end = asUtc(wall)
  const missing: Wall[] = []
  for (let at = start + 60_000; at < end; at += 60_000) {
    const date = new Date(at)
    missing.push({
      at: wall.at,
      day: date.toISOString().slice(0, 10),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
    })
  }
  return missing
}

function asUtc({ day, hour, minute }: Wall): number {
  return Date.parse(`${day}T00:00Z`) + (hour * 60 + minute) * 60_000
}

function nameOf({ day, hour, minute }: Wall): string {
  return `${day} ${hour}:${minute}`
}

function wallClock(timeZone: string, from: Date, to: Date): readonly Wall[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const walls: Wall[] = []
  for (let ms = from.getTime(); ms <= to.getTime(); ms += 60_000) {
    const [day = '', time = ''] = format.format(ms).split(' ')
    walls.push({ at: new Date(ms), day, hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) })
  }
  return walls
}

function matcher(field: string, size: number): (value: number) => boolean {
  const values = new Set(
    field.split(',').flatMap(part => {
      const [range = '', step = '1'] = part.split('/')
      const [low = '', high = low] = range === '*' ? ['0', String(size - 1)] : range.split('-')
      return Array.from({ length: size }, (_, i) => i).filter(
        i => i >= Number(low) && i <= Number(high) && (i - Number(low)) % Number(step) === 0,
      )
    }),
  )
  return value => values.has(value)
}
