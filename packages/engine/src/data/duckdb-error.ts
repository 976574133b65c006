import type { SqlStatement, SqlValue } from '@sluice/core'
import { SluiceError } from '@sluice/expr'
import { DiskFull, saysDiskFull } from '../store/disk-full.ts'
import { inexactMarker } from './canonical-type.ts'
import { ColumnInexact } from './column-inexact.ts'
import { MemoryExhausted } from './memory-exhausted.ts'
import { SqlFailed, type SqlPosition } from './sql-failed.ts'
import { shortened } from './statement.ts'

/** What is known about a statement that failed. */
export interface FailedStatement {
  /** The user's statement, not what the session made of it. */
  readonly statement: SqlStatement
  /** Bytes that the session put before the user's text. */
  readonly prefixBytes?: number
  /** Names of the query's columns, by the positions that conversions report. */
  readonly columns?: readonly string[]
}

/** What the errors say about the session. */
export interface SessionLimits {
  readonly memoryLimitBytes: number
  readonly temporaryFolder: string
}

interface DuckDBFailure {
  readonly type: string
  readonly reason: string
  readonly position?: number
}

/** The typed error for what DuckDB threw. */
export function sqlError(cause: unknown, failed: FailedStatement, limits: SessionLimits): Error {
  if (cause instanceof SluiceError || !(cause instanceof Error)) return cause as Error
  const { type, reason, position } = parseFailure(cause.message)
  const { text, values } = failed.statement
  const statement = shortened(text)
  if (saysDiskFull(cause)) {
    return new DiskFull({
      path: limits.temporaryFolder,
      doing: `while running ${statement}`,
      cause: safe(type),
    })
  }
  if (type === 'Out of Memory') {
    return new MemoryExhausted({
      ...limits,
      limitBytes: limits.memoryLimitBytes,
      statement,
      cause: safe(type),
    })
  }
  const inexact = reason.startsWith(inexactMarker) ? Number(reason.slice(inexactMarker.length)) : -1
  const column = failed.columns?.[inexact]
  if (column !== undefined) return new ColumnInexact({ column, statement, cause: safe(type) })
  const offset = offsetIn(text, position, failed.prefixBytes ?? 0)
  return new SqlFailed({
    type,
    reason: withoutValues(reason, values),
    statement: shortened(text, offset),
    position: offset === undefined ? undefined : positionAt(text, offset),
  })
}

/** DuckDB's own error repeats bound values in its message, so only its class is kept as the cause. */
function safe(type: string): Error {
  return new Error(`DuckDB: ${type} error`)
}

function parseFailure(message: string): DuckDBFailure {
  const start = message.indexOf('{"exception_type"')
  if (start < 0) return parsePlainFailure(message)
  try {
    const parsed = JSON.parse(message.slice(start)) as Readonly<Record<string, string | undefined>>
    const { exception_type: type = 'Unknown', exception_message: reason = '', position } = parsed
    return { type, reason, ...(position !== undefined && { position: Number(position) }) }
  } catch {
    return parsePlainFailure(message)
  }
}

function parsePlainFailure(message: string): DuckDBFailure {
  const parts = /^(?<type>[A-Z][A-Za-z ]+?) Error: (?<reason>.*)$/s.exec(message)?.groups
  return { type: parts?.['type'] ?? 'Unknown', reason: parts?.['reason'] ?? message }
}

function offsetIn(text: string, position: number | undefined, prefixBytes: number): number | undefined {
  if (position === undefined) return undefined
  const bytes = position - prefixBytes
  const all = Buffer.from(text)
  return bytes < 0 || bytes > all.length ? undefined : all.subarray(0, bytes).toString().length
}

function positionAt(text: string, offset: number): SqlPosition {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** Replaces bound values in DuckDB's message by their placeholders. */
function withoutValues(reason: string, values: readonly SqlValue[]): string {
  return values
    .flatMap((value, i) => textsOf(value).map(text => [text, `$${i + 1}`] as const))
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce((message, [text, placeholder]) => replaceValue(message, text, placeholder), reason)
}

function textsOf(value: SqlValue): readonly string[] {
  if (typeof value === 'boolean' || value === null) return []
  if (value instanceof Date) return [value.toISOString().slice(0, 19).replace('T', ' ')]
  return (Array.isArray(value) ? value : [value]).map(String).filter(text => text !== '')
}

function replaceValue(message: string, text: string, placeholder: string): string {
  const quotedAway = message.replaceAll(`'${text}'`, placeholder).replaceAll(`"${text}"`, placeholder)
  // Short values would also match inside words of the message itself.
  return text.length < 4 ? quotedAway : quotedAway.replaceAll(text, placeholder)
}
