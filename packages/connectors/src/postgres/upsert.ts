import type { DataType } from '@sluice/expr'
import type { Delivery, DeliveryReport, StepContext } from '@sluice/core'
import { DeliveryInvalid } from '../errors/delivery-invalid.ts'
import { checkDelivery, payloadFields } from '../shared/delivery/payload.ts'
import { Tally } from '../shared/delivery/tally.ts'
import { existingColumns, qualified, type PostgresColumn, type TableName } from './columns.ts'
import { connect, type Connection, type ConnectionOptions } from './connection.ts'
import { deliveryMark } from './delivery-mark.ts'
import { quoted } from './quoted.ts'
import { requireScope, scopeValues, staleSql, type ScopeColumn } from './scope.ts'
import { stageRows, stagingTable } from './stage-rows.ts'

/** The table that rows are written to. */
export interface UpsertTarget {
  readonly name: TableName
  readonly key: string
  readonly create: boolean
  /** Columns beside the key that identify a row, with the value they have in all rows of a delivery. */
  readonly scope: readonly ScopeColumn[]
}

const createdTypes: Readonly<Record<DataType, string>> = {
  number: 'double precision',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamptz',
}

/**
 * Writes a delivery in one transaction, or nothing when this run's delivery was applied before.
 *
 * @throws DeliveryInvalid, DatabaseUnavailable, DatabaseRefused, DatabaseQueryFailed
 */
export async function upsert(
  url: string,
  limits: ConnectionOptions,
  target: UpsertTarget,
  delivery: Delivery,
  context: StepContext,
): Promise<DeliveryReport> {
  await checkDelivery(`table ${target.name.table}`, delivery, context.data)
  const connection = await connect(url, 'BEGIN', limits, context.signal)
  try {
    const mark = await deliveryMark(connection, target.name, context)
    const applied = await mark.read()
    if (applied !== undefined) {
      context.log('this delivery was applied before', { table: target.name.table })
      return applied
    }
    const report = await apply(connection, target, delivery, context)
    await mark.write(report)
    context.crashPoint('delivery-staged')
    await connection.query('committing', 'COMMIT')
    context.crashPoint('delivery-visible')
    return report
  } finally {
    await connection.close()
  }
}

async function apply(
  connection: Connection,
  target: UpsertTarget,
  delivery: Delivery,
  context: StepContext,
): Promise<DeliveryReport> {
  const fields = Object.keys(payloadFields(delivery))
  const columns = await targetColumns(connection, target, delivery, fields)
  const tally = new Tally()
  const staged = await stageRows(connection, columns, delivery, tally, context)
  const doing = `writing ${target.name.table}`
  const values = scopeValues(target.scope)
  if (values.length > 0) {
    const stale = await connection.query(doing, staleSql(target, stagingTable), values)
    if (stale.rowCount > 0) context.log('rows of this interval are gone', { rows: stale.rowCount })
  }
  const written = await connection
    .query(doing, upsertSql(target, columns), values)
    .catch((error: unknown) => refuseWithoutKey(error, connection, target))
  tally.request()
  tally.sent(written.rowCount)
  tally.unchanged(staged - written.rowCount)
  return tally.report()
}

/** The key's column, then those of the fields. */
async function targetColumns(
  connection: Connection,
  target: UpsertTarget,
  delivery: Delivery,
  fields: readonly string[],
): Promise<readonly PostgresColumn[]> {
  if (target.create) await connection.query('creating the table', createSql(target, delivery))
  const destination = `${connection.name} table ${target.name.schema}.${target.name.table}`
  const existing = await existingColumns(connection, target.name)
  if (existing === undefined) {
    const reason = 'there is no such table; create it, or set `create: true`'
    throw new DeliveryInvalid({ destination, reason })
  }
  requireScope(target.scope, existing, [target.key, ...fields], destination)
  return [target.key, ...fields].map(name => {
    const column = existing.find(candidate => candidate.name === name)
    if (column !== undefined) return column
    const reason = `the table has no column "${name}" (it has ${existing.map(known => known.name).join(', ')})`
    throw new DeliveryInvalid({ destination, reason })
  })
}

function createSql({ name, key, scope }: UpsertTarget, delivery: Delivery): string {
  const typeOf = (column: string) =>
    createdTypes[delivery.dataset.schema.columns.find(({ name: known }) => known === column)?.type ?? 'text']
  const columns = Object.entries(payloadFields(delivery)).map(
    ([field, column]) => `${quoted(field)} ${typeOf(column)}`,
  )
  const keys = [
    ...scope.map(column => `${quoted(column.name)} ${column.sqlType}`),
    `${quoted(key)} ${typeOf(delivery.key)}`,
  ]
  const primary = `PRIMARY KEY (${[...scope.map(column => column.name), key].map(quoted).join(', ')})`
  return `CREATE TABLE IF NOT EXISTS ${qualified(name)} (${[...keys, ...columns, primary].join(', ')})`
}

function upsertSql({ name, scope }: UpsertTarget, columns: readonly PostgresColumn[]): string {
  const [key, ...fields] = columns.map(column => quoted(column.name))
  const list = [key, ...fields].join(', ')
  // JSON has no equality, its text has.
  const compared = (row: string) =>
    columns
      .slice(1)
      .map(({ name: field, sqlType }) => `${row}.${quoted(field)}${sqlType === 'json' ? '::text' : ''}`)
      .join(', ')
  const update =
    fields.length === 0
      ? 'DO NOTHING'
      : `DO UPDATE SET ${fields.map(field => `${field} = EXCLUDED.${field}`).join(', ')}
         WHERE ROW(${compared('t')}) IS DISTINCT FROM ROW(${compared('EXCLUDED')})`
  const own = scope.map(column => `${quoted(column.name)}, `).join('')
  const constants = scope.map(({ sqlType }, i) => `CAST($${i + 1} AS ${sqlType}), `).join('')
  return `INSERT INTO ${qualified(name)} AS t (${own}${list}) SELECT ${constants}${list} FROM ${stagingTable} ON CONFLICT (${own}${key}) ${update}`
}

function refuseWithoutKey(
  error: unknown,
  { name }: Connection,
  { name: table, key, scope }: UpsertTarget,
): never {
  const noConstraint = error instanceof Error && 'sqlState' in error && error.sqlState === '42P10'
  if (!noConstraint) throw error
  throw new DeliveryInvalid({
    destination: `${name} table ${table.schema}.${table.table}`,
    reason:
      scope.length === 0
        ? `its column "${key}" has no primary key or unique constraint, so rows cannot be recognised`
        : `it has no primary key or unique constraint of ${[...scope.map(column => column.name), key].join(', ')}, so rows cannot be recognised`,
    cause: error,
  })
}
