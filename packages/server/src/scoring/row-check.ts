import type { InputColumn, RowReaction, ScoringPolicy } from '@sluice/core'

/** Something about a row that is not as training had it. */
export interface RowIssue {
  readonly column: string
  readonly problem: 'absent' | 'unknown' | 'type' | 'out-of-domain'
  readonly message: string
}

/** A row that was looked at: what is scored, and what was found. */
export interface CheckedRow {
  readonly values: Readonly<Record<string, unknown>>
  /** Why it is not scored. */
  readonly refused?: RowIssue
  readonly warnings: readonly RowIssue[]
}

/** Looks at rows of a request. */
export type RowCheck = (row: Readonly<Record<string, unknown>>) => CheckedRow

const none: readonly RowIssue[] = []
const shown = 40

/**
 * A check of rows against the columns of a model. A row of JSON has texts for timestamps (ISO 8601 with an offset or
 * `Z`); all other types must be as they are: nothing is converted.
 */
export function rowCheck(input: readonly InputColumn[], policy: ScoringPolicy): RowCheck {
  const columns = input.map(column => columnCheck(column))
  const known = new Set(input.map(({ name }) => name))
  return row => {
    let values: Record<string, unknown> | Readonly<Record<string, unknown>> = row
    let warnings: RowIssue[] | undefined
    let refused: RowIssue | undefined
    let found = 0
    const react = (reaction: RowReaction, issue: RowIssue) => {
      if (reaction === 'refuse') refused ??= issue
      else if (reaction === 'report') (warnings ??= []).push(issue)
    }
    for (const column of columns) {
      const { name } = column
      if (!Object.hasOwn(row, name)) {
        react(policy.absent, absent(name))
        continue
      }
      found++
      const value = row[name]
      if (value === null) continue
      const read = column.read(value)
      if (read === undefined) {
        refused ??= retyped(name, column.type, value)
        continue
      }
      if (read !== value) values = { ...values, [name]: read }
      if (policy.outOfDomain !== 'accept' && column.isForeign(read)) {
        react(policy.outOfDomain, foreign(column, value))
      }
    }
    if (policy.unknown !== 'accept' && Object.keys(row).length > found) {
      for (const name of Object.keys(row)) if (!known.has(name)) react(policy.unknown, unknown(name, known))
    }
    return { values, warnings: warnings ?? none, ...(refused !== undefined && { refused }) }
  }
}

interface ColumnCheck {
  readonly name: string
  readonly type: InputColumn['type']
  /** What training saw, in words. */
  readonly domain: string
  /** The value as scoring takes it; undefined when it is of another type. */
  readonly read: (value: unknown) => unknown
  readonly isForeign: (value: unknown) => boolean
}

type Reads = Readonly<Record<InputColumn['type'], (value: unknown) => unknown>>

const reads: Reads = {
  number: value => (typeof value === 'number' ? value : undefined),
  text: value => (typeof value === 'string' ? value : undefined),
  boolean: value => (typeof value === 'boolean' ? value : undefined),
  timestamp: value => (typeof value === 'string' ? instantOf(value) : undefined),
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

function instantOf(text: string): Date | undefined {
  if (!isoInstant.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function columnCheck({ name, type, statistics }: InputColumn): ColumnCheck {
  const base = { name, type, read: reads[type] }
  const { min, max, top, distinct } = statistics
  if (typeof min === 'number' && typeof max === 'number' && type === 'number') {
    const isForeign = (value: unknown) => (value as number) < min || (value as number) > max
    return { ...base, domain: `training had ${min} to ${max}`, isForeign }
  }
  // Only where all values of training are listed is another one known to be new.
  if (type !== 'timestamp' && top !== undefined && distinct !== undefined && distinct <= top.length) {
    const values = new Set(top.map(({ value }) => value))
    return {
      ...base,
      domain: `training had ${values.size} ${values.size === 1 ? 'value' : 'values'}`,
      isForeign: value => !values.has(String(value)),
    }
  }
  return { ...base, domain: '', isForeign: () => false }
}

function absent(column: string): RowIssue {
  return {
    column,
    problem: 'absent',
    message: `"${column}" is not in the row; give null where there is no value`,
  }
}

function unknown(column: string, known: ReadonlySet<string>): RowIssue {
  const columns = [...known].slice(0, 20).join(', ')
  return {
    column,
    problem: 'unknown',
    message: `"${cut(column)}" is no column of the model: it reads ${columns}`,
  }
}

function retyped(column: string, type: string, value: unknown): RowIssue {
  const expected = type === 'timestamp' ? 'a timestamp such as "2026-03-16T06:00:00Z"' : type
  const message = `"${column}" must be ${expected}, and is ${cut(JSON.stringify(value) ?? String(value))}`
  return { column, problem: 'type', message }
}

function foreign({ name, domain }: ColumnCheck, value: unknown): RowIssue {
  const message = `"${name}" is ${cut(JSON.stringify(value))}, which training did not have: ${domain}`
  return { column: name, problem: 'out-of-domain', message }
}

function cut(text: string): string {
  return text.length <= shown ? text : `${text.slice(0, shown)}…`
}
