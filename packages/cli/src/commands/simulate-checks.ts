import {
  checkExtracted,
  identifier,
  namedError,
  ROW,
  sql,
  type CheckResult,
  type DatasetRef,
  type DataSession,
  type ExtractedTable,
  type SourceTables,
  type SqlFragment,
} from '@sluice/core'
import { stepHistory, type RunRecord } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import { withSession } from '../load/past-loads.ts'
import { planOfRun } from '../load/plan-of-run.ts'
import { selectTargets } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { targetOf } from './suggest-checks.ts'

/** Options of `sluice checks simulate`. */
export interface SimulateChecksOptions {
  readonly config?: string
  readonly deployment?: string
  readonly table?: string
  readonly error: string
}

/** Puts an error into what the last good run read, and shows what the checks of the step would find. */
export async function simulateChecks(
  io: Io,
  report: Reporter,
  pipeline: string,
  options: SimulateChecksOptions,
): Promise<void> {
  await withProject(io, options, async project => {
    const { pipeline: named, deployment } = targetOf(selectTargets(project.config, { pipeline }), options)
    const found = await extractOf(project, named.name, deployment.name)
    const table = tableNamed(found.sources, options.table)
    const { words, results } = await withSession(project, async data => {
      const extracted = found.output[table] as ExtractedTable
      const error = namedError(options.error, extracted.dataset.schema)
      const numbered = sql`(SELECT *, row_number() OVER () AS ${identifier(ROW)} FROM ${data.dataset(extracted.dataset)})`
      const wrong = sql`SELECT * EXCLUDE (${identifier(ROW)}) FROM ${error.apply(numbered)} AS wrong`
      await data.run(sql`CREATE TABLE ${identifier(wrongTable)} AS ${wrong}`)
      const [counted] = await data.rows(
        sql<{ n: number }>`SELECT count(*) AS n FROM ${identifier(wrongTable)}`,
      )
      const dataset: DatasetRef = { ...extracted.dataset, digest: wrongTable, rows: counted?.n ?? 0 }
      const output = { ...found.output, [table]: { ...extracted, dataset } }
      const history = stepHistory(project.engine.journal, found.run, found.step)
      const context = { data: withTable(data), history, run: found.run }
      return { words: error.words, results: await checkExtracted(found.sources, output, context) }
    })
    const own = results.filter(({ subject }) => subject === table)
    report.result({ run: found.run.id, step: found.step, table, error: words, results: own }, style => {
      const failed = own.filter(({ status }) => status === 'failed')
      const head = `${style.strong(table)} as of the run ${found.run.id}, with ${words}:`
      const lines = failed.flatMap(result => [
        `  ${result.severity === 'block' ? style.bad('block') : style.warn('warn')}  ${result.message}`,
        ...detailOf(result).map(line => `         ${line}`),
      ])
      const learning = own.filter(({ status }) => status === 'learning').length
      const rest = `  ${own.length - failed.length - learning} checks pass, ${learning} are learning.`
      return [head, ...(failed.length === 0 ? ['  Nothing would be found.'] : lines), rest].join('\n')
    })
  })
}

const wrongTable = 'simulated load'

interface FoundExtract {
  readonly run: RunRecord
  readonly step: string
  readonly sources: SourceTables
  readonly output: Readonly<Record<string, ExtractedTable>>
}

/** The step of the last good run that reads sources. */
async function extractOf(
  { config, engine: { journal } }: OpenProject,
  pipeline: string,
  deployment: string,
): Promise<FoundExtract> {
  const runs = await journal.runs({ pipeline, deployment })
  const run = runs.find(({ status }) => status === 'succeeded')
  if (run === undefined) {
    throw new UsageInvalid({ reason: `no run of ${pipeline} for "${deployment}" has succeeded yet` })
  }
  const steps = await journal.steps(run.id)
  for (const { name, step } of planOfRun(config, run).steps) {
    const { sources } = step.definition
    const output = steps.find(found => found.name === name)?.output
    if (sources === undefined || output === undefined || Object.keys(sources).length === 0) continue
    return { run, step: name, sources, output: output as unknown as FoundExtract['output'] }
  }
  throw new UsageInvalid({ reason: `${pipeline} has no step that reads sources` })
}

function tableNamed(sources: SourceTables, table: string | undefined): string {
  const known = Object.keys(sources)
  const [first = ''] = known
  if (table === undefined && known.length === 1) return first
  if (table !== undefined && known.includes(table)) return table
  const reason =
    table === undefined ? 'it reads several tables: choose one with --table' : `unknown table "${table}"`
  throw new UsageInvalid({ reason, known })
}

/** The session, in which the wrong load stands as a table of its own: it goes into no store. */
function withTable(data: DataSession): DataSession {
  return {
    scratch: data.scratch,
    run: statement => data.run(statement),
    rows: <R>(statement: SqlFragment<R> | string) => data.rows(statement),
    chunks: statement => data.chunks(statement),
    writer: (table, schema) => data.writer(table, schema),
    save: query => data.save(query),
    describe: query => data.describe(query),
    dataset: ref => (ref.digest === wrongTable ? sql`${identifier(wrongTable)}` : data.dataset(ref)),
  }
}

function detailOf({ likelyCause, evidence = [] }: CheckResult): readonly string[] {
  return [...(likelyCause === undefined ? [] : [`likely cause: ${likelyCause}`]), ...evidence]
}
