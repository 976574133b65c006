import type { DataType } from '@sluice/expr'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { CheckBase } from '../check.ts'
import { contractDiff } from '../../contract/contract-diff.ts'
import { CheckInvalid } from '../check-invalid.ts'
import {
  profileMeasures,
  profileOf,
  profileSize,
  recordProfile,
  type ColumnProfile,
} from '../column-profile.ts'
import { count, list, plural } from '../wording.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'
import { missingFindings } from './missing-columns.ts'
import { named } from './named.ts'
import { actualColumns, profileMetric, seenMetric, sourceOrOwn, undeclared } from './schema-columns.ts'

/** The declared columns are there with their types. */
export interface SchemaCheck extends CheckBase {
  readonly kind: 'schema'
  readonly columns: readonly { readonly name: string; readonly type: DataType }[]
  /** Names at the source, of columns that are called otherwise there. */
  readonly mapping: Readonly<Record<string, string>>
  /** What to do about columns that are not declared; `warn once` warns in the run in which they appear. */
  readonly unexpected: Unexpected
  /** Findings that are warnings and do not block, such as `missing(amount)`. */
  readonly tolerated?: readonly string[]
}

type Unexpected = 'allow' | 'warn' | 'warn once' | 'block'

/** Options of `check.schema`. */
export interface SchemaOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** Where a column is called otherwise at the source: `{ amount: 'order_value' }`. */
  readonly mapping?: Readonly<Record<string, string>>
  /** What to do about columns that are not declared; default `allow`. `warn once` warns in the run in which they appear. */
  readonly unexpected?: Unexpected
  /** Findings that are warnings and do not block, such as `missing(amount)` and `type(amount)`. */
  readonly tolerated?: readonly string[]
}

/** Columns with their types; a `?` behind the type is ignored here (see `notNull`). */
export type ColumnTypes = TableSchema | Readonly<Record<string, DataType | `${DataType}?`>>

/**
 * Declares which columns there are. Severity: block for missing columns and other types; for columns that are not
 * declared as `unexpected` says.
 */
export function schema(columns: ColumnTypes, options: SchemaOptions = {}): SchemaCheck {
  const { mapping = {}, unexpected = 'allow', ...rest } = options
  const declared = columnsOf(columns)
  if (declared.length === 0) {
    throw new CheckInvalid({ check: 'schema', option: 'columns', value: {}, expected: 'at least one column' })
  }
  const unknown = Object.keys(mapping).find(name => !declared.some(column => column.name === name))
  if (unknown !== undefined) {
    const expected = `for declared columns: ${list(declared.map(({ name }) => name))}`
    throw new CheckInvalid({ check: 'schema', option: 'mapping', value: unknown, expected })
  }
  return Object.freeze({ kind: 'schema', name: 'schema', columns: declared, mapping, unexpected, ...rest })
}

export const schemaKind: CheckKind<SchemaCheck> = {
  kind: 'schema',
  severity: 'block',
  needsRows: false,
  columns: () => [],
  measures: (check, scope) =>
    profiled(check, scope).flatMap(({ name, type }) => profileMeasures(name, type, scope.asOf)),
  async judge(check, { rows, values }, scope) {
    const profiles = new Map(
      profiled(check, scope).map(({ name, type }, i) => [
        name,
        profileOf(type, rows, values.slice(i * profileSize, (i + 1) * profileSize)),
      ]),
    )
    const missing = await missingFindings(check, profiles, scope)
    const unknown = await newColumns(check, scope)
    const failed = [...missing, ...retypedFindings(check, scope), ...unexpectedFindings(check, unknown)].map(
      finding => tolerate(check, finding),
    )
    await remember(check, rows, profiles, scope)
    if (failed.length === 0) return [passed(check, scope)]
    const expected = check.columns.map(({ name, type }) => ({
      name,
      type,
      sourceName: sourceOrOwn(check, scope, name),
    }))
    const isNew = new Set(unknown.filter(column => column.isNew).map(({ name }) => name))
    const evidence = contractDiff(expected, { columns: actualColumns(scope) }, name => isNew.has(name))
    return failed.map((finding, i) => (i === 0 && evidence.length > 0 ? { ...finding, evidence } : finding))
  },
}

/** Columns of the dataset whose content is measured: the declared ones and those that may be their new names. */
function profiled(check: SchemaCheck, scope: CheckScope): TableSchema['columns'] {
  const present = new Set(actualColumns(scope).map(({ name }) => name))
  const complete = check.columns.every(({ name }) => present.has(sourceOrOwn(check, scope, name)))
  const declared = new Set(check.columns.map(({ name }) => name))
  return complete ? scope.schema.columns.filter(({ name }) => declared.has(name)) : scope.schema.columns
}

function retypedFindings(check: SchemaCheck, scope: CheckScope): readonly Finding[] {
  const types = new Map(actualColumns(scope).map(({ name, type }) => [name, type]))
  return check.columns.flatMap(({ name, type }) => {
    const found = types.get(sourceOrOwn(check, scope, name))
    if (found === undefined || found === type) return []
    const message =
      `column ${named(scope, name)} is ${found} now, and ${type} is declared. ` +
      `Have it changed back, or declare it as '${found}' and adapt what reads it`
    return [
      {
        part: `type(${name})`,
        column: name,
        status: 'failed',
        severity: 'block',
        observed: found,
        expected: type,
        message,
        likelyCause: `the type of ${named(scope, name)} was changed from ${type} to ${found}`,
      } as const,
    ]
  })
}

interface UnknownColumn {
  readonly name: string
  /** It was not there in the last run. */
  readonly isNew: boolean
}

async function newColumns(check: SchemaCheck, scope: CheckScope): Promise<readonly UnknownColumn[]> {
  const { history, subject } = scope
  const seen = (name: string) => history.read(seenMetric(subject, name), 1)
  return Promise.all(
    undeclared(check, scope).map(async ({ name }) => ({ name, isNew: (await seen(name)).length === 0 })),
  )
}

function unexpectedFindings(check: SchemaCheck, columns: readonly UnknownColumn[]): readonly Finding[] {
  const { unexpected } = check
  if (unexpected === 'allow') return []
  const names = columns.filter(({ isNew }) => isNew || unexpected !== 'warn once').map(({ name }) => name)
  if (names.length === 0) return []
  const are = unexpected === 'warn once' ? 'new and not declared' : 'not declared'
  const message = `${plural(names.length, 'column')} ${are}: ${list(names)}. Declare what is needed, or set unexpected: 'allow'`
  const severity = unexpected === 'block' ? 'block' : 'warn'
  return [{ part: 'unexpected', status: 'failed', severity, observed: names.length, message }]
}

function tolerate({ tolerated = [] }: SchemaCheck, finding: Finding): Finding {
  return tolerated.includes(finding.part ?? '') ? { ...finding, severity: 'warn' } : finding
}

function passed(check: SchemaCheck, scope: CheckScope): Finding {
  const others = undeclared(check, scope).length
  const rest = others === 0 ? '' : `; ${count(others)} more ${others === 1 ? 'is' : 'are'} not declared`
  const message = `${plural(check.columns.length, 'column')} as declared${rest}`
  return { status: 'passed', severity: 'block', observed: check.columns.length, message }
}

async function remember(
  check: SchemaCheck,
  rows: number,
  profiles: ReadonlyMap<string, ColumnProfile>,
  scope: CheckScope,
): Promise<void> {
  const { history, subject } = scope
  await history.record(`${subject}/columns`, actualColumns(scope).length)
  for (const { name } of undeclared(check, scope)) await history.record(seenMetric(subject, name), 1)
  if (rows === 0) return
  for (const { name } of check.columns) {
    const profile = profiles.get(name)
    if (profile !== undefined) await recordProfile(history, profileMetric(subject, name), profile)
  }
}

function columnsOf(columns: ColumnTypes): SchemaCheck['columns'] {
  if (Array.isArray(columns['columns'])) {
    return (columns as TableSchema).columns.map(({ name, type }) => ({ name, type }))
  }
  return Object.entries(columns as Readonly<Record<string, string>>).map(([name, spec]) => ({
    name,
    type: spec.replace(/\?$/, '') as DataType,
  }))
}
