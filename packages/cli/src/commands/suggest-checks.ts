import {
  candidates,
  edgesOf,
  errorsThatChange,
  falseAlarmsPerTest,
  identifier,
  injectedErrors,
  measureError,
  measureLoads,
  suggestChecks,
  type LoadValues,
  type InjectedError,
  type Suggestion,
} from '@sluice/core'
import type { OpenDataSession } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { pastLoads, tableOfLoads, withSession, type PastLoad } from '../load/past-loads.ts'
import { selectTargets, type Target } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { suggestionJson, suggestionText } from '../print/suggestion.ts'

/** Options of `sluice checks suggest`. */
export interface SuggestCommandOptions {
  readonly config?: string
  readonly deployment?: string
  readonly dataset?: string
  readonly runs?: string
}

const usualRuns = 60
// Below that there is no load that can be judged by those before it.
const leastLoads = 8

/** Proposes checks for the datasets of a pipeline from what its last good runs have kept, as code to paste. */
export async function suggest(
  io: Io,
  report: Reporter,
  pipeline: string,
  options: SuggestCommandOptions,
): Promise<void> {
  const most = runsOf(options.runs)
  await withProject(io, options, async project => {
    const { pipeline: named, deployment } = targetOf(selectTargets(project.config, { pipeline }), options)
    const all = await pastLoads(project, { pipeline: named.name, deployment: deployment.name, most })
    const wanted = wantedLoads(all, options.dataset)
    const suggestions: Record<string, Suggestion> = {}
    for (const [name, loads] of wanted) {
      report.note(`${name}: putting errors into ${loads.length} past loads`)
      suggestions[name] = await withSession(project, data => suggestionOf(data, loads))
    }
    report.result(suggestionJson(suggestions), style => suggestionText(suggestions, style))
  })
}

async function suggestionOf(data: OpenDataSession, loads: readonly PastLoad[]): Promise<Suggestion> {
  const { schema, at } = await tableOfLoads(data, 'loads', loads)
  const table = identifier('loads')
  const all = candidates(schema, at.length === 0 ? {} : await edgesOf(data, table, schema, at.length))
  if (at.length < leastLoads) {
    return suggestChecks(all, { at: [], clean: [], broken: [] }, { falseAlarms: 1, perDay: 1 })
  }
  const clean = await measureLoads(data, table, all, at.length)
  const broken: { error: InjectedError; values: LoadValues }[] = []
  for (const error of await errorsThatChange(data, table, schema, injectedErrors(schema))) {
    broken.push({ error, values: await measureError(data, table, all, clean, error) })
  }
  return suggestChecks(all, { at, clean, broken }, { falseAlarms: falseAlarmsPerTest(), perDay: 1 / 30 })
}

/** The deployment that is named, or the only one. */
export function targetOf(
  targets: readonly Target[],
  { deployment }: { readonly deployment?: string },
): Target {
  const known = targets.map(target => target.deployment.name)
  const [found] = targets.filter(target => target.deployment.name === (deployment ?? target.deployment.name))
  if (found === undefined) throw new UsageInvalid({ reason: `unknown deployment "${deployment}"`, known })
  if (deployment === undefined && targets.length > 1) {
    throw new UsageInvalid({ reason: 'several deployments run it: choose one with --deployment', known })
  }
  return found
}

function runsOf(text: string | undefined): number {
  const runs = text === undefined ? usualRuns : Number(text)
  if (Number.isInteger(runs) && runs >= leastLoads && runs <= 400) return runs
  throw new UsageInvalid({ reason: `--runs "${text}" is not a whole number from ${leastLoads} to 400` })
}

function wantedLoads(
  all: ReadonlyMap<string, readonly PastLoad[]>,
  dataset: string | undefined,
): readonly (readonly [string, readonly PastLoad[]])[] {
  const known = [...all.keys()]
  const named = [...all].filter(
    ([name]) => dataset === undefined || name === dataset || name.endsWith(`/${dataset}`),
  )
  if (dataset !== undefined && named.length === 0) {
    throw new UsageInvalid({ reason: `no good run has kept a dataset "${dataset}"`, known })
  }
  const enough = named.filter(([, loads]) => loads.length >= leastLoads)
  if (enough.length > 0) return enough
  const most = Math.max(0, ...named.map(([, loads]) => loads.length))
  throw new UsageInvalid({
    reason: `too few good runs to suggest checks from: ${most} of at least ${leastLoads}`,
    next: 'Run it on more days, or for past days with sluice backfill.',
  })
}
