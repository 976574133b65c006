/** What a profile says of a column, as far as it says it. */
export interface ColumnReading {
  readonly name: string
  readonly type?: string
  readonly missingShare?: number
  readonly distinct?: number
  /** Whether `distinct` was counted, not estimated. */
  readonly isExact: boolean
  readonly min?: string | number
  readonly max?: string | number
  readonly mean?: number
  /** At 5, 25, 50, 75 and 95 %. */
  readonly quantiles?: readonly number[]
  readonly top: readonly { readonly value: string; readonly share: number }[]
}

type Loose = Readonly<Record<string, unknown>>

/** The columns of a profile: a list of summaries, an object with one, or summaries by name. */
export function readProfile(profile: unknown): readonly ColumnReading[] {
  if (Array.isArray(profile)) return profile.filter(isObject).map(column => read(column))
  if (!isObject(profile)) return []
  const rows = numberOf(profile['rows'])
  const { columns } = profile
  if (Array.isArray(columns)) return columns.filter(isObject).map(column => read(column, rows))
  return Object.entries(isObject(columns) ? columns : profile).flatMap(([name, column]) =>
    isObject(column) ? [read({ name, ...column }, rows)] : [],
  )
}

function read(column: Loose, ofAll?: number): ColumnReading {
  const rows = numberOf(column['rows']) ?? ofAll
  const missing = numberOf(column['missing'])
  const missingShare =
    numberOf(column['missingShare']) ?? (rows && missing !== undefined ? missing / rows : undefined)
  const optional = {
    type: textOf(column['type']),
    missingShare,
    distinct: numberOf(column['distinct']),
    min: textOf(column['min']) ?? numberOf(column['min']),
    max: textOf(column['max']) ?? numberOf(column['max']),
    mean: numberOf(column['mean']),
    quantiles: quantilesOf(column['quantiles']),
  }
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  const shown = {
    name: textOf(column['name']) ?? '',
    isExact: column['isExact'] !== false,
    top: topOf(column, rows),
  }
  return { ...shown, ...(known as Partial<ColumnReading>) }
}

function topOf(column: Loose, rows: number | undefined): ColumnReading['top'] {
  if (rows === undefined || rows === 0) return []
  const yes = numberOf(column['yes'])
  if (yes !== undefined) return [{ value: 'true', share: yes / rows }]
  const { top } = column
  if (!Array.isArray(top)) return []
  return top.filter(isObject).flatMap(({ value, count }) => {
    const found = numberOf(count)
    return found === undefined ? [] : [{ value: String(value), share: found / rows }]
  })
}

function quantilesOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined
  const numbers = value.map(numberOf)
  return numbers.every(number => number !== undefined) ? numbers : undefined
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
