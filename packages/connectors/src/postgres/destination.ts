import type { Delivery, Destination, StepContext } from '@sluice/core'
import { secretReference } from '../shared/secret-reference.ts'
import type { ScopeColumn } from './scope.ts'
import { upsert, type UpsertTarget } from './upsert.ts'

/** Where rows are written in a PostgreSQL database. */
export interface PostgresUpsertOptions {
  /** Reference to the connection URL, such as `env:WAREHOUSE_URL`. */
  readonly url: string
  readonly table: string
  /** Default `public`. */
  readonly schema?: string
  /** The key's column in the table; it needs a primary key or a unique constraint. Default: the delivery's own name. */
  readonly key?: string
  /**
   * Keep the rows of each interval: a row is identified by deployment, interval and key. A run owns the rows of its
   * deployment and date: another run for the same date replaces them, and those whose key is gone are deleted.
   */
  readonly interval?: {
    /** The column of the date that a run is for (its `asOf`), a `timestamptz`. */
    readonly column: string
    /** The column of the deployment's name; default `deployment`. */
    readonly deployment?: string
  }
  /** Create the table when it is not there; default false. */
  readonly create?: boolean
  /** Default 30 min. */
  readonly statementTimeoutMs?: number
}

/**
 * Inserts new keys and updates changed rows of a table in one transaction, together with a mark that this run has
 * delivered: after a crash nothing is applied twice, and readers never see a part. Rows that did not change are not
 * touched; rows whose key is no longer delivered stay, or with `interval` leave that interval.
 */
export function postgresUpsert(options: PostgresUpsertOptions): Destination {
  const { table, schema = 'public', key, interval, create = false, statementTimeoutMs } = options
  const url = secretReference('url', options.url)
  const describe = { url, schema, table, key, create, ...(interval && { interval }) }
  const deliver = (rows: Delivery, context: StepContext) => {
    const target: UpsertTarget = {
      name: { schema, table },
      key: key ?? rows.key,
      create,
      scope: scopeOf(interval, context.run),
    }
    const limits = statementTimeoutMs === undefined ? {} : { statementTimeoutMs }
    return upsert(context.secret(url), limits, target, rows, context)
  }
  return Object.freeze({ kind: 'postgres', describe, deliver })
}

function scopeOf(
  interval: PostgresUpsertOptions['interval'],
  { deployment, asOf }: StepContext['run'],
): readonly ScopeColumn[] {
  if (interval === undefined) return []
  return [
    { name: interval.deployment ?? 'deployment', sqlType: 'text', value: deployment },
    { name: interval.column, sqlType: 'timestamptz', value: asOf.toISOString() },
  ]
}
