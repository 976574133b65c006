import { Client } from 'pg'
import type { QueryResultRow } from 'pg'
import { SluiceError } from '@sluice/core'
import { DatabaseRefused } from '../errors/database-refused.ts'
import { databaseError } from './database-error.ts'

/** One connection to a PostgreSQL database, in a transaction. */
export interface Connection {
  readonly client: Client
  /** How messages name the database: never with user or password. */
  readonly name: string
  query<R extends QueryResultRow>(
    doing: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: R[]; readonly rowCount: number }>
  /** The typed error for something that failed on this connection, or the reason of an abort. */
  failure(error: unknown, doing: string): Error
  close(): Promise<void>
}

/** How long to wait for the server. */
export interface ConnectionOptions {
  readonly connectTimeoutMs?: number
  readonly statementTimeoutMs?: number
}

interface Address {
  readonly name: string
  readonly password: string
}

/** Settings on which the text of values depends, and the limits that a server may set too low for us. */
const settings = [
  `SET LOCAL TIME ZONE 'UTC'`,
  `SET LOCAL datestyle = 'ISO, YMD'`,
  `SET LOCAL intervalstyle = 'postgres'`,
  `SET LOCAL bytea_output = 'hex'`,
  `SET LOCAL extra_float_digits = 1`,
  // While rows are written to the store the connection waits inside its transaction.
  `SET LOCAL idle_in_transaction_session_timeout = 0`,
]

/**
 * Connects, begins a transaction and prepares its settings. When `signal` aborts, the running statement is cancelled
 * at the server.
 *
 * @throws DatabaseUnavailable, DatabaseRefused
 */
export async function connect(
  url: string,
  begin: string,
  { connectTimeoutMs = 15_000, statementTimeoutMs = 1_800_000 }: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connection> {
  signal.throwIfAborted()
  const address = addressOf(url)
  const config = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  }
  const client = new Client({ ...config, application_name: 'sluice' })
  // Without a listener, a connection lost between two statements would end the process.
  client.on('error', () => undefined)
  let pid = 0
  const cancel = () => void cancelBackend(new Client(config), pid, client)
  const failure = (error: unknown, doing: string): Error => {
    if (signal.aborted) return signal.reason as Error
    if (error instanceof SluiceError) return error
    return databaseError(error, { database: address.name, doing, password: address.password })
  }
  const query: Connection['query'] = async (doing, text, values) => {
    try {
      const { rows, rowCount } = await client.query(text, values === undefined ? undefined : [...values])
      return { rows, rowCount: rowCount ?? 0 }
    } catch (error) {
      throw failure(error, doing)
    }
  }
  const close = async () => {
    signal.removeEventListener('abort', cancel)
    await client.end().catch(() => undefined)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await client.connect()
    const limits = `SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutMs)}`
    await client.query([begin, ...settings, limits].join('; '))
    const backend = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    pid = backend.rows[0]?.pid ?? 0
  } catch (error) {
    await close()
    throw failure(error, 'connecting')
  }
  return { client, name: address.name, query, failure, close }
}

function addressOf(url: string): Address {
  // With a socket folder as host, libpq's URLs have nothing between @ and /.
  const parsed = URL.parse(url.replace('@/', '@localhost/'))
  // An @ without a user means that a password with unescaped characters was taken for host, port or path.
  const isMisread = parsed !== null && parsed.username === '' && url.includes('@')
  const decoded = parsed === null ? undefined : decode(parsed.password)
  if (parsed === null || decoded === undefined || isMisread || !/^postgres(ql)?:\/\//.test(url)) {
    const reason = 'the connection URL is not of the form postgres://user:password@host:port/database'
    throw new DatabaseRefused({ database: 'PostgreSQL', reason })
  }
  const { hostname, port, pathname, searchParams } = parsed
  const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname
  const name = `PostgreSQL ${host}:${port === '' ? '5432' : port}${pathname}`
  return { name, password: decoded }
}

/** Undefined for a lone percent sign, which has to be written as %25. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Ends a statement from a second connection: the first one hears nothing while it waits for the server. */
async function cancelBackend(other: Client, pid: number, client: Client): Promise<void> {
  other.on('error', () => undefined)
  try {
    if (pid === 0) throw new Error('not connected yet')
    await other.connect()
    await other.query('SELECT pg_cancel_backend($1)', [pid])
  } catch {
    // The server is out of reach; closing the socket is all that is left.
    await client.end().catch(() => undefined)
  } finally {
    await other.end().catch(() => undefined)
  }
}
