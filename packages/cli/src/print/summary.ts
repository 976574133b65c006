import type { RunSummary } from '@sluice/engine'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { seconds, whole } from './words.ts'

type StepSummary = RunSummary['steps'][number]

/** Runs as a table with what went wrong and the commands to type next. */
export function summaryText(summaries: readonly RunSummary[], style: Style): string {
  const rows = summaries.map(run => [
    run.label ?? run.deployment,
    run.pipeline,
    statusText(run.status, style),
    outcomeOf(run),
    seconds((run.finishedAt.getTime() - run.startedAt.getTime()) / 1000),
    savedOf(run),
    style.dim(run.run),
  ])
  const columns = [
    { title: 'client' },
    { title: 'pipeline' },
    { title: 'status' },
    { title: 'outcome' },
    { title: 'time', align: 'right' },
    { title: 'saved', align: 'right' },
    { title: 'run' },
  ] as const
  const problems = summaries.flatMap(run => problemsOf(run, style))
  return [table(columns, rows), ...(problems.length > 0 ? ['', ...problems] : [])].join('\n')
}

/** Runs as data: what `--json` prints. */
export function summaryJson(summaries: readonly RunSummary[]): unknown {
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

function savedOf({ steps }: RunSummary): string {
  const memoised = steps.filter(({ status }) => status === 'memoised').length
  return `${memoised}/${steps.length}`
}

function problemsOf(run: RunSummary, style: Style): readonly string[] {
  const lines = run.steps.flatMap(step => stepProblems(step, style))
  if (lines.length === 0) return []
  const next =
    run.status === 'succeeded' ? [] : [`  next: sluice show ${run.run}`, `        sluice resume ${run.run}`]
  return [`${style.strong(run.label ?? run.deployment)} (${run.pipeline}):`, ...lines, ...next.map(style.dim)]
}

function stepProblems({ name, checks, error }: StepSummary, style: Style): readonly string[] {
  const failed = checks.filter(({ status }) => status === 'failed')
  const found = failed.map(({ severity, message }) => {
    const paint = severity === 'block' ? style.bad : style.warn
    return `  ${paint(severity)} ${name}: ${message}`
  })
  return error === undefined ? found : [...found, `  ${style.bad('error')} ${name}: ${error.message}`]
}
