import type { RunSummary } from '@sluice/engine'
import { firstFew, withMaps } from './maps.ts'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { seconds, shortened, whole } from './words.ts'

type StepSummary = RunSummary['steps'][number]

/** Runs as a table with what went wrong and the commands to type next. */
export function summaryText(summaries: readonly RunSummary[], style: Style): string {
  const rows = summaries.map(run => [
    shortened(run.label ?? run.deployment),
    run.pipeline,
    statusText(run.status, style),
    outcomeOf(run),
    seconds((run.finishedAt.getTime() - run.startedAt.getTime()) / 1000),
    reusedOf(run),
    style.dim(run.run),
  ])
  const columns = [
    { title: 'client' },
    { title: 'pipeline' },
    { title: 'status' },
    { title: 'outcome' },
    { title: 'time', align: 'right' },
    { title: 'reused', align: 'right' },
    { title: 'run' },
  ] as const
  const problems = summaries.flatMap(run => problemsOf(run, style))
  return [
    table(columns, rows),
    ...(problems.length > 0 ? ['', ...problems] : []),
    ...nextLines(summaries, style),
  ].join('\n')
}

/** Runs as data: what `--json` prints. */
export function summaryJson(summaries: readonly RunSummary[]): { readonly runs: readonly RunSummary[] } {
  return { runs: summaries }
}

/** What a run made, in a few words: rows scored and sent, or the version trained. */
function outcomeOf(run: RunSummary): string {
  const parts: string[] = []
  for (const { output } of run.steps) {
    if (typeof output !== 'object' || output === null) continue
    const fields = output as Readonly<Record<string, unknown>>
    if (typeof fields['sent'] === 'number') {
      const { sent, unchanged, rejected } = fields as Readonly<Record<string, number>>
      parts.push(
        `${whole(sent ?? 0)} sent, ${whole(unchanged ?? 0)} unchanged${rejected ? `, ${whole(rejected)} rejected` : ''}`,
      )
    }
    if (typeof fields['promoted'] === 'boolean') {
      parts.push(`v${String(fields['version'])} ${fields['promoted'] ? 'is champion' : 'not promoted'}`)
    }
  }
  return parts.join('; ') || '–'
}

function reusedOf({ steps }: RunSummary): string {
  const memoised = steps.filter(({ status }) => status === 'memoised').length
  return `${memoised}/${steps.length}`
}

function problemsOf(run: RunSummary, style: Style): readonly string[] {
  const lines = withMaps(run.steps).flatMap(({ step, map }) => [
    ...(map === undefined ? [] : stepProblems(map.list, style)),
    ...firstFew((map?.elements ?? []).flatMap(element => stepProblems(element, style))),
    ...stepProblems(step, style),
  ])
  if (lines.length === 0) return []
  return [`${style.strong(run.label ?? run.deployment)} (${run.pipeline}):`, ...lines]
}

/** What a person would type after this. */
function nextLines(summaries: readonly RunSummary[], style: Style): readonly string[] {
  const unfinished = summaries.filter(({ status }) => status !== 'succeeded')
  const look = unfinished
    .filter(({ status }) => status !== 'cancelled')
    .slice(0, 5)
    .map(
      ({ run, label, deployment }) =>
        [`sluice show ${run}`, `what happened to ${label ?? deployment}`] as const,
    )
  const only = unfinished.length === 1 ? ` ${unfinished[0]?.run}` : ''
  const goOn = unfinished.length === 0 ? [] : [[`sluice resume${only}`, 'go on where it stopped'] as const]
  const first = summaries.length === 1 && unfinished.length === 0 ? summaries[0] : undefined
  const details = first === undefined ? [] : [[`sluice show ${first.run}`, 'steps, checks, outputs'] as const]
  const commands = [...look, ...goOn, ...details]
  if (commands.length === 0) return []
  const width = Math.max(...commands.map(([command]) => command.length))
  return ['', 'Next:', ...commands.map(([command, why]) => `  ${command.padEnd(width)}  ${style.dim(why)}`)]
}

function stepProblems({ name, checks, error }: StepSummary, style: Style): readonly string[] {
  const failed = checks.filter(({ status }) => status === 'failed')
  const found = failed.map(({ severity, message }) => {
    const paint = severity === 'block' ? style.bad : style.warn
    return `  ${paint(severity)} ${name}: ${message}`
  })
  return error === undefined ? found : [...found, `  ${style.bad('error')} ${name}: ${error.message}`]
}
