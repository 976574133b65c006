import { SluiceError } from '@sluice/expr'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { CheckDefinition, CheckResult } from './check.ts'
import { kindOf } from './check-kinds.ts'
import { falseDiscoveryLevel } from './false-discoveries.ts'
import type { History } from './history.ts'
import type { CheckScope, Finding, Measured } from './kinds/kind.ts'
import { falseAlarmsPerTest } from '../quality/series/false-alarm-budget.ts'
import { named } from './kinds/named.ts'
import { sampleRow, showValue } from './sample-row.ts'

/** What checks look at; what is absent has a default. */
export type ChecksScope = Omit<CheckScope, 'others' | 'show' | 'falseAlarms'> &
  Partial<Pick<CheckScope, 'others' | 'falseAlarms'>> & {
    /** Columns whose values appear in no message and no sample. */
    readonly masked?: readonly string[]
  }

const sampleSize = 20

/**
 * Runs checks on a dataset: the measures of all of them are taken in one statement, then each is judged, then rows
 * that offend failed checks are fetched, at most 20 each. Results come in the order of the definitions.
 */
export async function runChecks(
  definitions: readonly CheckDefinition[],
  options: ChecksScope,
): Promise<CheckResult[]> {
  const masked = new Set(options.masked)
  const show = (column: string, value: unknown) => showValue(value, masked.has(column))
  const falseAlarms = options.falseAlarms ?? (await budgetPerTest(options.history))
  const scope: CheckScope = { others: {}, ...options, falseAlarms, show }
  const prepared = definitions.map(definition => prepare(definition, scope))
  const measured = await measure(prepared, scope)
  const judged = await judgeAll(prepared, measured, scope)
  const results: CheckResult[] = []
  for (const [i, { definition }] of prepared.entries()) {
    for (const finding of judged[i] ?? []) results.push(await resultOf(definition, finding, scope, masked))
  }
  return results
}

/** The share of tests that may be false alarms, so that a client gets at most one a month. */
async function budgetPerTest(history: History): Promise<number> {
  const testsPerDay = await history.testsPerDay?.()
  return falseAlarmsPerTest(testsPerDay === undefined ? {} : { testsPerDay })
}

/**
 * Judges every check; where several tests against history see something, those that were nearly sure are judged again at
 * the level that they carry together.
 */
async function judgeAll(
  prepared: readonly PreparedCheck[],
  measured: readonly (Measured | Finding)[],
  scope: CheckScope,
): Promise<readonly (readonly Finding[])[]> {
  const judged: (readonly Finding[])[] = []
  for (const [i, { definition, unusable }] of prepared.entries()) {
    judged.push(unusable ?? (await judge(definition, measured[i] as Measured | Finding, scope)))
  }
  const falseAlarms = falseDiscoveryLevel(
    judged.flat().flatMap(({ p }) => p ?? []),
    scope.falseAlarms,
  )
  if (falseAlarms === scope.falseAlarms) return judged
  for (const [i, { definition }] of prepared.entries()) {
    const isNear = judged[i]?.some(({ p = 1, status }) => status !== 'failed' && p <= falseAlarms) ?? false
    if (!isNear) continue
    judged[i] = await judge(definition, measured[i] as Measured | Finding, { ...scope, falseAlarms })
  }
  return judged
}

interface PreparedCheck {
  readonly definition: CheckDefinition
  readonly measures: readonly SqlPart[]
  /** Why the check cannot be made on these columns. */
  readonly unusable?: readonly Finding[]
}

function prepare(definition: CheckDefinition, scope: CheckScope): PreparedCheck {
  const kind = kindOf(definition)
  const types = new Map(scope.schema.columns.map(({ name, type }) => [name, type]))
  const problems = kind.columns(definition).flatMap(({ name, type }) => {
    const found = types.get(name)
    if (found === undefined) return [{ name, reason: `there is no column ${named(scope, name)}` }]
    if (type === undefined || type === found) return []
    return [{ name, reason: `column ${named(scope, name)} is ${found}, and must be ${type}` }]
  })
  if (problems.length === 0) return { definition, measures: kind.measures(definition, scope) }
  const reasons = problems.map(({ reason }) => reason).join('; ')
  const message = `${definition.name} cannot be judged: ${reasons}`
  const column = problems[0]?.name ?? ''
  return {
    definition,
    measures: [],
    unusable: [{ status: 'failed', severity: kind.severity, column, message }],
  }
}

/** The measures of every check; a user's query that fails gives a finding instead. */
async function measure(
  prepared: readonly PreparedCheck[],
  scope: CheckScope,
): Promise<readonly (Measured | Finding)[]> {
  try {
    return await measureTogether(prepared, scope)
  } catch (error) {
    const queries = prepared.filter(({ definition }) => isUsersSql(definition))
    if (queries.length === 0 || !(error instanceof SluiceError) || error.retry === 'later') throw error
    const others = await measureTogether(
      prepared.filter(check => !queries.includes(check)),
      scope,
    )
    const rest = others.values()
    const all: (Measured | Finding)[] = []
    for (const check of prepared) {
      all.push(
        queries.includes(check)
          ? await measureQuery(check, scope)
          : (rest.next().value as Measured | Finding),
      )
    }
    return all
  }
}

function isUsersSql(definition: CheckDefinition): boolean {
  if (definition.kind === 'metric' || definition.kind === 'constant') return 'as' in definition.metric
  return definition.kind === 'sql'
}

async function measureQuery(check: PreparedCheck, scope: CheckScope): Promise<Measured | Finding> {
  try {
    const [measured] = await measureTogether([check], scope)
    return measured as Measured
  } catch (error) {
    if (!(error instanceof SluiceError) || error.retry === 'later') throw error
    // The rest of the message quotes our statement around the query.
    const [reason = ''] = error.message.split('\n', 1)
    const message = `${check.definition.name} cannot be judged, its query fails: ${reason}`
    return { status: 'failed', severity: 'block', message }
  }
}

async function measureTogether(
  prepared: readonly PreparedCheck[],
  { data, table }: CheckScope,
): Promise<readonly Measured[]> {
  const measures = [sql`count(*)`, ...prepared.flatMap(check => check.measures)]
  const list = joinSql(
    measures.map((measure, i) => sql`${measure} AS ${identifier(`m${i}`)}`),
    ', ',
  )
  const [row = {}] = await data.rows(sql<Record<string, unknown>>`SELECT ${list} FROM ${table}`)
  const rows = Number(row['m0'])
  let next = 1
  return prepared.map(({ measures: own }) => ({
    rows,
    values: own.map(() => row[`m${next++}`] ?? null),
  }))
}

async function judge(
  definition: CheckDefinition,
  measured: Measured | Finding,
  scope: CheckScope,
): Promise<readonly Finding[]> {
  if (!('values' in measured)) return [measured]
  const kind = kindOf(definition)
  if (measured.rows > 0 || !kind.needsRows) return kind.judge(definition, measured, scope)
  const [column] = kind.columns(definition)
  const message = `${definition.name} cannot be judged: there are no rows`
  const about = column === undefined ? {} : { column: column.name }
  return [{ status: 'failed', severity: kind.severity, message, ...about }]
}

async function resultOf(
  definition: CheckDefinition,
  finding: Finding,
  scope: CheckScope,
  masked: ReadonlySet<string>,
): Promise<CheckResult> {
  const { part, status, severity, message, offending, ...facts } = finding
  const sample = status === 'failed' && offending !== undefined ? await fetchSample(offending, scope) : []
  return {
    check: definition.kind,
    name: part === undefined ? definition.name : `${definition.name}/${part}`,
    severity: definition.severity ?? severity,
    status,
    subject: scope.subject,
    message: `${scope.subject}: ${message}`,
    ...facts,
    ...(sample.length > 0 && { sample: sample.map(row => sampleRow(row, masked)) }),
  }
}

function fetchSample(offending: SqlPart, { data }: CheckScope): Promise<Record<string, unknown>[]> {
  return data.rows(sql`SELECT * FROM (${offending}) LIMIT ${rawSql(String(sampleSize))}`)
}
