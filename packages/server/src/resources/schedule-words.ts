const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const shortDays = days.map(day => day.slice(0, 3).toUpperCase())
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/**
 * A cron expression of five fields in words, with its zone: `every Monday at 06:00 Europe/Berlin`. What has no short words
 * is told by its fields.
 */
export function scheduleWords(cron: string, zone: string): string {
  const text = cron.trim()
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = (
    nicknames[text.toLowerCase()] ?? text
  ).split(/\s+/)
  const time = timeWords(minute, hour)
  const date = dateWords(day, month, weekday)
  if (time === undefined || date === undefined) return `by “${text}” ${zone}`
  return `${date === '' ? time.alone : `${date} ${time.of}`} ${zone}`
}

/** When on a day, alone and behind the days. */
function timeWords(
  minute: string,
  hour: string,
): { readonly alone: string; readonly of: string } | undefined {
  const both = (words: string) => ({ alone: words, of: words })
  const step = /^\*\/(\d+)$/.exec(minute)
  if (hour === '*' && minute === '*') return both('every minute')
  if (hour === '*' && step !== null) return both(`every ${step[1]} minutes`)
  if (hour === '*' && isNumber(minute)) return both(`every hour at minute ${minute}`)
  if (!isNumber(minute)) return undefined
  const every = /^\*\/(\d+)$/.exec(hour)
  if (every !== null) return both(`every ${every[1]} hours at minute ${minute}`)
  const range = /^(\d+)-(\d+)$/.exec(hour)
  if (range !== null) return both(`every hour from ${clock(range[1], minute)} to ${clock(range[2], minute)}`)
  const hours = hour.split(',')
  if (!hours.every(isNumber)) return undefined
  const times = listed(hours.map(one => clock(one, minute)))
  return { alone: `every day at ${times}`, of: `at ${times}` }
}

/** On which days, empty for all of them. */
function dateWords(day: string, month: string, weekday: string): string | undefined {
  const ofMonth =
    month === '*'
      ? ''
      : namesOf(
          month,
          months.map(name => name.slice(0, 3).toUpperCase()),
          months,
          1,
        )
  if (ofMonth === undefined) return undefined
  if (day === '*' && weekday === '*') return ofMonth === '' ? '' : `every day of ${ofMonth}`
  if (day === '*') {
    const named = weekdayWords(weekday)
    return named === undefined ? undefined : `${named}${ofMonth === '' ? '' : ` of ${ofMonth}`}`
  }
  if (weekday !== '*') return undefined
  if (day === 'L') return `on the last day of ${ofMonth === '' ? 'every month' : ofMonth}`
  const numbers = day.split(',')
  if (!numbers.every(isNumber)) return undefined
  return `on the ${listed(numbers.map(ordinal))} of ${ofMonth === '' ? 'every month' : ofMonth}`
}

function weekdayWords(weekday: string): string | undefined {
  if (/^(1-5|MON-FRI)$/i.test(weekday)) return 'every weekday'
  const named = namesOf(weekday.replaceAll('7', '0'), shortDays, days, 0)
  return named === undefined ? undefined : `every ${named}`
}

/** A list of numbers or short names by their names; undefined for anything else. */
function namesOf(
  field: string,
  short: readonly string[],
  names: readonly string[],
  first: number,
): string | undefined {
  const parts = field.split(',').map(part => {
    const at = isNumber(part) ? Number(part) - first : short.indexOf(part.toUpperCase())
    return names[at]
  })
  return parts.every(part => part !== undefined) ? listed(parts) : undefined
}

function clock(hour = '', minute: string): string {
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}

function ordinal(text: string): string {
  const number = Number(text)
  const isTeen = number % 100 >= 11 && number % 100 <= 13
  const end = isTeen
    ? 'th'
    : (({ 1: 'st', 2: 'nd', 3: 'rd' } as Readonly<Record<number, string>>)[number % 10] ?? 'th')
  return `${number}${end}`
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text)
}
