import { planOf, type AlertSink, type Plan } from 'sluice'
import { openEngine, type Engine, type RunSummary } from '@sluice/engine'
import conversion from './conversion.ts'

/** The name of the environment variable with the URL of the database that campaigns read. */
export const databaseName = 'CAMPAIGN_DATABASE'

/** Where one advertiser's pipeline works. */
export interface ProjectOptions {
  /** Holds the engine's own folder, `.sluice`. */
  readonly folder: string
  readonly database: string
  readonly alerts?: readonly AlertSink[]
  readonly crashPoint?: (name: string) => void
}

/** An engine for the pipeline. */
export function openProject({ folder, database, alerts = [], crashPoint }: ProjectOptions): Promise<Engine> {
  return openEngine({
    root: `${folder}/.sluice`,
    env: { [databaseName]: database },
    alerts,
    who: 'conversion',
    ...(crashPoint && { crashPoint }),
  })
}

/** A training or a refresh of the pipeline as of a date. */
export function planFor(
  part: 'train' | 'refresh',
  asOf: Date,
  options: {
    readonly logs: string
    readonly mapping?: Readonly<Record<string, Readonly<Record<string, string>>>>
  },
): Plan {
  const { logs, mapping = {} } = options
  return planOf(conversion[part], {
    deployment: 'shoes',
    params: { logs, database: `env:${databaseName}`, mapping },
    asOf,
  })
}

/** Runs one plan. */
export async function runOne(engine: Engine, plan: Plan, fresh = false): Promise<RunSummary> {
  const [run] = await engine.run([{ plan, fresh }])
  if (run === undefined) throw new Error('the engine ran nothing')
  return run
}

/** The output of a step that ran. */
export function outputOf<T>(run: RunSummary, step: string): T {
  const found = run.steps.find(({ name }) => name === step)
  if (found?.status === 'succeeded' || found?.status === 'memoised') return found.output as T
  const why = found?.error?.message ?? found?.checks.map(({ message }) => message).join('; ')
  throw new Error(`${run.pipeline}: step "${step}" is ${found?.status ?? 'absent'}: ${why}`)
}
