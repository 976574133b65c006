import { change, count, number, percent, plural } from '../../checks/wording.ts'
import type { MetricScale } from './scale.ts'
import type { Season } from './season.ts'
import type { SeriesVerdict } from './series-verdict.ts'

const weekdays = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']
const units: Readonly<Record<Season, string>> = { none: 'run', weekday: 'day', hour: 'hour' }
const shown: Readonly<Record<MetricScale, (value: number) => string>> = {
  count,
  amount: number,
  share: percent,
  plain: number,
}

/** A verdict in words, such as `12,000, 40 % fewer: about 20,000 expected (17,900–22,300 on Mondays, from 28 days)`. */
export function verdictMessage(verdict: Omit<SeriesVerdict, 'message'>): string {
  const { state, value, metric, season, learned, needed, siblings } = verdict
  const unit = units[season]
  const borrowed = siblings === 0 ? '' : `, using ${plural(siblings, 'similar deployment')}`
  const progress = `learning (${count(learned)} of ${plural(needed, unit)}${borrowed})`
  const seen = shown[metric](value)
  if (verdict.expected === undefined) return `${seen}; ${progress}`
  const from = `from ${plural(learned, unit)}${borrowed}`
  const against = `about ${bandWords(verdict, from)}`
  if (state === 'learning') return `${seen}, ${against}; ${progress}`
  if (state === 'ok') return `${seen}, ${against}`
  const off = `${seen}${changeWords(verdict)}: ${against}`
  if (state === 'anomaly') return learned < needed ? `${off}; ${progress}` : off
  const what = verdict.confirmed === 'season' ? `on ${dayWords(verdict)}` : 'in a row'
  return `${off}; one of several alike ${what}, so this is what is expected from now on`
}

function bandWords({ expected, metric, season, at }: Omit<SeriesVerdict, 'message'>, from: string): string {
  if (expected === undefined) return from
  const { value, low, high } = expected
  const round = metric === 'count' ? [Math.ceil(low), Math.floor(high)] : [low, high]
  const [least, most] = round.map(shown[metric])
  const on = season === 'weekday' ? ` on ${weekdays[at.getUTCDay()]}` : ''
  return `${shown[metric](value)} expected (${least}–${most}${on}, ${from})`
}

function dayWords({ season, at }: Omit<SeriesVerdict, 'message'>): string {
  return season === 'weekday' ? String(weekdays[at.getUTCDay()]) : 'this hour of the day'
}

function changeWords({ value, expected, metric }: Omit<SeriesVerdict, 'message'>): string {
  if (expected === undefined || expected.value <= 0 || value < 0) return ''
  if (metric === 'count' && expected.value < 1) return ''
  return `, ${change(value / expected.value, metric === 'count' ? 'fewer' : 'less')}`
}
