import { summarise, type ColumnSummary, type DatasetProfile } from '@sluice/core'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { plural, shortened, whole } from './words.ts'

/** Texts are cut where the terminal ends; what is piped has this width. */
const defaultWidth = 100
const nothing = '–'

/** The profile of a dataset as a table with a line for each column, not wider than `width`. */
export function profileText(
  name: string,
  profile: DatasetProfile,
  style: Style,
  width = defaultWidth,
): string {
  const rows = summarise(profile).map(column => [
    `  ${shortened(column.name, width < 100 ? 20 : 28)}`,
    column.type,
    missingText(column),
    distinctText(column),
    describe(column),
  ])
  const columns = [
    { title: '  column' },
    { title: 'type' },
    { title: 'missing', align: 'right' },
    { title: 'distinct', align: 'right' },
    { title: width < 100 ? 'least … median … most' : 'least … median … most, or the most frequent' },
  ] as const
  const lines = table(columns, rows).split('\n')
  const head = `${style.strong(name)}: ${plural(profile.rows, 'row')}, ${plural(profile.columns.length, 'column')}`
  const [titles = '', ...body] = lines.map(line => cut(line, width))
  return [head, style.dim(titles), ...body].join('\n')
}

function missingText({ missingShare, missing, rows }: ColumnSummary): string {
  if (missing === 0) return nothing
  return missing === rows ? '100 %' : shareText(missingShare)
}

function distinctText({ distinct, isExact }: ColumnSummary): string {
  return isExact ? whole(distinct) : `≈ ${compact(distinct)}`
}

function describe(column: ColumnSummary): string {
  if (column.missing === column.rows) return nothing
  if (column.type === 'number') return numberText(column)
  if (column.type === 'boolean') return `true ${shareText(column.yes / (column.rows - column.missing))}`
  if (column.type === 'timestamp') {
    return column.min === null ? 'infinite' : `${instantText(column.min)} … ${instantText(column.max ?? '')}`
  }
  return textsText(column)
}

type OfType<T extends ColumnSummary['type']> = Extract<ColumnSummary, { readonly type: T }>

function numberText(column: OfType<'number'>): string {
  const { min, max, quantiles, mean, rows, missing, zeros, negatives, infinite } = column
  const [present, median] = [rows - missing, quantiles[2] ?? null]
  const share = (word: string, count: number) =>
    count === 0 ? [] : [`${word} ${shareText(count / present)}`]
  const range = min === max ? numeral(min) : `${numeral(min)} … ${numeral(median)} … ${numeral(max)}`
  const facts = [
    ...share('zero', zeros),
    ...(min === max ? [] : [`mean ${numeral(mean)}`]),
    ...share('negative', negatives),
    ...share('infinite', infinite),
  ]
  return [range, ...facts].join(', ')
}

function textsText({ rows, missing, top, patterns, length, isExact, empty }: OfType<'text'>): string {
  const [present, [pattern]] = [rows - missing, patterns]
  const shown = top
    .slice(0, 3)
    .map(
      ({ value, count }) =>
        `${value === '' ? '(empty)' : shortened(plain(value), 20)} ${shareText(count / present)}`,
    )
  if (isExact && top.length > 0 && (top[0]?.count ?? 0) > 1) return shown.join(', ')
  const lengths =
    length === null
      ? []
      : [length.min === length.max ? `length ${length.min}` : `length ${length.min}–${length.max}`]
  const like =
    pattern === undefined || pattern.share < 0.2
      ? []
      : [`${plain(pattern.pattern)} ${shareText(pattern.share)}`]
  const blank =
    empty > 0 && !top.some(({ value }) => value === '') ? [`empty ${shareText(empty / present)}`] : []
  return [...shown.slice(0, 1), ...like, ...lengths, ...blank].join(', ')
}

/** Control characters of data must not move a terminal's cursor. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '·')
}

function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1 %'
  if (share < 1 && share > 0.999) return '>99.9 %'
  return `${Number((100 * share).toFixed(1))} %`
}

const units = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** `1,240,000` as `1.24 M`. */
function compact(value: number): string {
  const [unit, letter] = units.find(([least]) => value >= least * 10) ?? [1, '']
  return letter === '' ? whole(value) : `${Number((value / unit).toPrecision(3))} ${letter}`
}

/** A number in at most four digits; whole ones below a million in full. */
function numeral(value: number | null): string {
  if (value === null) return nothing
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞'
  const size = Math.abs(value)
  const sign = value < 0 ? '-' : ''
  if (Number.isInteger(value) && size < 1e6) return sign + whole(size)
  if (size >= 1e4 && size < 1e12) return sign + compact(size)
  return size !== 0 && (size < 1e-4 || size >= 1e12)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(4)))
}

/** Midnight needs no time. */
function instantText(iso: string): string {
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ')
}

function cut(line: string, width: number): string {
  const characters = Array.from(line)
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : line
}
