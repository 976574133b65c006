import type { Chunk, ColumnSchema, TableSchema } from '@sluice/core'
import type { ColumnData } from '@sluice/expr'
import type { ServedModel } from './served-model.ts'

/** A scored row of a request. */
export interface LoggedRow {
  readonly at: Date
  readonly version: number
  readonly alias: string
  /** True for a score that nobody was given. */
  readonly shadow: boolean
  readonly score: Readonly<Record<string, unknown>>
  readonly values: Readonly<Record<string, unknown>>
}

const facts = [
  ['requested_at', 'timestamp'],
  ['model_version', 'number'],
  ['alias', 'text'],
  ['shadow', 'boolean'],
  ['margin', 'number'],
  ['probability', 'number'],
  ['decision', 'boolean'],
  ['class', 'text'],
] as const

/** The columns of logged requests: what was answered, then what was asked. A column of a request gives way to the facts. */
export function loggedSchema({ input }: Pick<ServedModel, 'input'>): TableSchema {
  const own = facts.map(([name, type]): ColumnSchema => ({ name, type, nullable: true }))
  const names = new Set<string>(own.map(({ name }) => name))
  const asked = input.map(({ name, type }) => ({
    name: names.has(name) ? `request_${name}` : name,
    type,
    nullable: true,
  }))
  return { columns: [...own, ...asked] }
}

/** A row as a line of JSON: values in the order of {@link loggedSchema}, instants as milliseconds. */
export function lineOf({ input }: Pick<ServedModel, 'input'>, row: LoggedRow): string {
  const { at, version, alias, shadow, score, values } = row
  const { margin = null, probability = null, decision = null, class: most = null } = score
  const asked = input.map(({ name }) => plain(values[name]))
  return `${JSON.stringify([at.getTime(), version, alias, shadow, plain(margin), plain(probability), decision, most, ...asked])}\n`
}

/** Infinity and NaN have no JSON. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? null : String(value)
  return value ?? null
}

/** Lines of {@link lineOf} as a chunk. A last line that was cut off, because its process died, is left out. */
export function chunkOf({ columns }: TableSchema, lines: readonly string[]): Chunk {
  const rows = lines.flatMap(line => parsed(line, columns.length))
  return {
    rows: rows.length,
    columns: Object.fromEntries(
      columns.map(({ name, type }, i) => [
        name,
        columnOf(
          type,
          rows.map(row => row[i] ?? null),
        ),
      ]),
    ),
  }
}

function parsed(line: string, width: number): readonly (readonly unknown[])[] {
  try {
    const row: unknown = JSON.parse(line)
    return Array.isArray(row) && row.length === width ? [row] : []
  } catch {
    return []
  }
}

function columnOf(type: ColumnSchema['type'], values: readonly unknown[]): ColumnData {
  if (type === 'text') return { type, values: values.map(value => (value === null ? null : String(value))) }
  if (type === 'boolean') {
    return { type, values: Uint8Array.from(values, value => (value === null ? 2 : Number(value))) }
  }
  const scale = type === 'timestamp' ? 1000 : 1
  return {
    type,
    values: Float64Array.from(values, value => (value === null ? Number.NaN : Number(value) * scale)),
  }
}
