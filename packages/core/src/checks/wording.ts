const longestName = 60
const longestValue = 80

/** `20113` as `20,113`; the same in every locale. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1` as `1 row`, `20113` as `20,113 rows`. */
export function rowsOf(value: number): string {
  return `${count(value)} ${value === 1 ? 'row' : 'rows'}`
}

/** `0.319` as `31.9 %`. Shares that are neither 0 nor 1 are never shown as 0 % or 100 %. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return String(share)
  if (share > 0 && share < 0.0001) return '<0.01 %'
  if (share < 1 && share > 0.9999) return '>99.99 %'
  const digits = share !== 0 && (share < 0.01 || (share > 0.99 && share < 1)) ? 2 : 1
  return `${Number((share * 100).toFixed(digits))} %`
}

/** A number with up to four significant digits, whole numbers in full. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return (value < 0 ? '-' : '') + count(Math.abs(value))
  }
  return String(Number(value.toPrecision(4)))
}

/** `1.9` as `90 % more`, `0.1` as `90 % fewer`. `less` is the word for a decrease. */
export function change(ratio: number, less = 'fewer'): string {
  if (ratio > 10) return `${number(ratio)} times as many`
  return ratio >= 1 ? `${percent(ratio - 1)} more` : `${percent(1 - ratio)} ${less}`
}

/** An instant as `2026-03-16 06:04 UTC`. */
export function instant(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'an invalid date'
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Hours as `5 hours`, `36 hours`, `3 days`: what a person would say. */
export function duration(hours: number): string {
  if (hours < 1) return plural(Math.max(0, Math.round(hours * 60)), 'minute')
  if (hours < 72) return plural(Math.round(hours), 'hour')
  return plural(Math.round(hours / 24), 'day')
}

/** A column or value name in quotes, shortened when very long. */
export function quote(name: string): string {
  return `"${shorten(printable(name), longestName)}"`
}

/** Text whose control characters are written out, so that data cannot move a terminal's cursor. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, character => {
    const known = ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' } as Readonly<Record<string, string>>)[character]
    return known ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  })
}

/** Up to `most` names in quotes and how many more there are. */
export function list(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map(quote)
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${count(rest)} more` : shown.join(', ')
}

/** Text cut at `longest` characters (code points are kept whole). */
export function shorten(text: string, longest = longestValue): string {
  if (text.length <= longest) return text
  const points = Array.from(text)
  return points.length <= longest ? text : `${points.slice(0, longest - 1).join('')}…`
}

/** `1` and `run` as `1 run`, `3` as `3 runs`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}
