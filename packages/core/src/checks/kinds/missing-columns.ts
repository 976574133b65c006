import { readProfile, type ColumnProfile } from '../column-profile.ts'
import { profileComparison } from '../profile-wording.ts'
import { likelyRenames, type Candidate, type MissingColumn, type Rename } from '../renames.ts'
import { list, quote } from '../wording.ts'
import type { CheckScope, Finding } from './kind.ts'
import { named } from './named.ts'
import type { SchemaCheck } from './schema.ts'
import { actualColumns, profileMetric, seenMetric, sourceOrOwn, undeclared } from './schema-columns.ts'

/** One finding per declared column that is not there, with its likely new name and the mapping to write. */
export async function missingFindings(
  check: SchemaCheck,
  profiles: ReadonlyMap<string, ColumnProfile>,
  scope: CheckScope,
): Promise<readonly Finding[]> {
  const present = new Set(actualColumns(scope).map(({ name }) => name))
  const gone = check.columns.filter(({ name }) => !present.has(sourceOrOwn(check, scope, name)))
  if (gone.length === 0) return []
  const missing = await Promise.all(gone.map(column => missingColumn(check, column, scope)))
  const candidates = await candidatesFor(check, profiles, scope)
  const renames = likelyRenames(missing, candidates)
  const fallback = scope.reference === undefined ? 'in the last run' : 'before'
  return missing.map(column => {
    const rename = renames.find(found => found.missing === column)
    const base = {
      part: `missing(${column.name})`,
      column: column.name,
      status: 'failed',
      severity: 'block',
      observed: null,
      expected: `a ${column.type} column`,
    } as const
    const isMissing = `column ${named(scope, column.name)} is missing`
    if (rename === undefined) return { ...base, message: `${isMissing}; ${noCandidate(column, candidates)}` }
    const to = quote(rename.candidate.name)
    const advice = `Map it: ${mappingText(column.name, rename.candidate.name)}`
    return {
      ...base,
      message: `${isMissing}; ${likeness(rename, fallback)}. ${advice}`,
      likelyCause: `column ${quote(column.sourceName)} was renamed to ${to}`,
    }
  })
}

async function missingColumn(
  check: SchemaCheck,
  { name, type }: SchemaCheck['columns'][number],
  scope: CheckScope,
): Promise<MissingColumn> {
  const { history, subject, reference } = scope
  const before = reference?.[name] ?? (await readProfile(history, profileMetric(subject, name), type))
  const sourceName = sourceOrOwn(check, scope, name)
  return { name, sourceName, type, ...(before !== undefined && { before }) }
}

async function candidatesFor(
  check: SchemaCheck,
  profiles: ReadonlyMap<string, ColumnProfile>,
  scope: CheckScope,
): Promise<readonly Candidate[]> {
  const { history, subject } = scope
  const hasHistory = (await history.read(`${subject}/columns`, 1)).length > 0
  return Promise.all(
    undeclared(check, scope).map(async ({ name, type }) => {
      const isNew = (await history.read(seenMetric(subject, name), 1)).length === 0
      const now = profiles.get(name)
      return { name, type, ...(hasHistory && { isNew }), ...(now !== undefined && { now }) }
    }),
  )
}

function likeness({ missing, candidate, content, onlyOne }: Rename, when: string): string {
  const to = quote(candidate.name)
  const is = candidate.isNew === true ? `${to} is new and` : to
  if (candidate.type !== missing.type) {
    return `${is} has a similar name, but is ${candidate.type} and not ${missing.type}`
  }
  const { before, now } = missing.before === undefined ? {} : { before: missing.before, now: candidate.now }
  if (content === undefined || before === undefined || now === undefined) {
    const why = onlyOne
      ? `is the only ${missing.type} column that is not declared`
      : 'looks like it (same type)'
    return candidate.isNew === true && onlyOne ? `${is} ${why}` : `${is} ${why}`
  }
  const compared = profileComparison(now, before, when)
  return content < 0.5
    ? `${is} has a similar name, but holds something else (${compared})`
    : `${is} looks like it (same type, ${compared})`
}

function noCandidate({ type }: MissingColumn, candidates: readonly Candidate[]): string {
  const fresh = candidates.filter(({ isNew }) => isNew === true).map(({ name }) => name)
  const others = candidates.filter(candidate => candidate.type === type).map(({ name }) => name)
  const advice = `Ask for it back, or map its new name: mapping: { … }`
  if (fresh.length > 0) return `new there: ${list(fresh)}, but nothing looks like it. ${advice}`
  if (others.length > 0) return `not declared and ${type}: ${list(others)}. ${advice}`
  return `no other column looks like it. ${advice}`
}

/** The option to write: `mapping: { amount: 'order_value' }`. */
function mappingText(column: string, source: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(column) ? column : literal(column)
  return `mapping: { ${key}: ${literal(source)} }`
}

function literal(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}
