import type { ColumnData } from '@sluice/expr'
import { identifier, joinSql, sql } from '@sluice/core'
import type { Chunk, DataSession, Delivery, SqlFragment } from '@sluice/core'
import { DeliveryInvalid } from '../../errors/delivery-invalid.ts'

/** A value of a payload; a time is ISO 8601 text in UTC. */
export type PayloadValue = string | number | boolean | null

/** What a destination gets for one key. */
export type Payload = Readonly<Record<string, PayloadValue>>

/** A row to deliver; the key is text whatever its type, and undefined where it is missing. */
export interface PayloadRow {
  readonly key: string | undefined
  readonly payload: Payload
}

/** Columns of a delivery by the names of their fields at the destination, without the key. */
export function payloadFields({ dataset, key, fields }: Delivery): Readonly<Record<string, string>> {
  const others = dataset.schema.columns.filter(column => column.name !== key)
  return fields ?? Object.fromEntries(others.map(({ name }) => [name, name]))
}

/**
 * Checks that the key and all fields are columns of the dataset and that no key is there twice.
 *
 * @throws DeliveryInvalid
 */
export async function checkDelivery(
  destination: string,
  delivery: Delivery,
  data: DataSession,
): Promise<void> {
  const { dataset, key } = delivery
  const names = dataset.schema.columns.map(column => column.name)
  for (const column of [key, ...Object.values(payloadFields(delivery))]) {
    if (names.includes(column)) continue
    const reason = `the dataset has no column "${column}" (it has ${names.join(', ')})`
    throw new DeliveryInvalid({ destination, reason })
  }
  const column = identifier(key)
  const query = sql<{ again: number }>`
    SELECT count(${column}) - count(DISTINCT ${column}) AS again FROM ${data.dataset(dataset)}`
  const again = (await data.rows(query))[0]?.again ?? 0
  if (again > 0) {
    const reason = `the key "${key}" is not unique: ${again} rows have a key that another row has too`
    throw new DeliveryInvalid({ destination, reason })
  }
}

/** A query for the key and the fields under their names at the destination. */
export function deliveryQuery(delivery: Delivery, data: DataSession): SqlFragment {
  const fields = Object.entries(payloadFields(delivery))
  const list = [
    identifier(delivery.key),
    ...fields.map(([field, column]) => sql`${identifier(column)} AS ${identifier(field)}`),
  ]
  return sql`SELECT ${joinSql(list, ', ')} FROM ${data.dataset(delivery.dataset)}`
}

/** The rows of a delivery, some thousand at a time. */
export async function* payloadRows(
  delivery: Delivery,
  data: DataSession,
): AsyncGenerator<readonly PayloadRow[]> {
  const { key, dataset } = delivery
  const columns = payloadFields(delivery)
  const needed = [...new Set([key, ...Object.values(columns)])].map(identifier)
  const query = sql`SELECT ${joinSql(needed, ', ')} FROM ${data.dataset(dataset)}`
  for await (const chunk of data.chunks(query)) yield rowsOf(chunk, key, Object.entries(columns))
}

function rowsOf(
  { rows, columns }: Chunk,
  key: string,
  fields: readonly (readonly [field: string, column: string])[],
): readonly PayloadRow[] {
  const value = (column: string, row: number) => payloadValue(columns[column] as ColumnData, row)
  return Array.from({ length: rows }, (_, row) => {
    const keyValue = value(key, row)
    return {
      key: keyValue === null || keyValue === '' ? undefined : String(keyValue),
      payload: Object.fromEntries(fields.map(([field, column]) => [field, value(column, row)])),
    }
  })
}

function payloadValue({ type, values }: ColumnData, row: number): PayloadValue {
  const value = values[row] ?? null
  if (value === null || Number.isNaN(value)) return null
  if (type === 'boolean') return value === 2 ? null : value === 1
  return type === 'timestamp' ? isoTime(value as number) : value
}

/** A time given in microseconds since 1970 as ISO 8601 text, with microseconds only where there are any. */
export function isoTime(micros: number): string {
  const text = new Date(Math.floor(micros / 1000)).toISOString()
  const rest = ((micros % 1000) + 1000) % 1000
  return rest === 0 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}
