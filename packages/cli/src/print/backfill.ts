import type { BackfillPreview, BackfillRecord } from '@sluice/engine'
import type { BackfillFacts } from '../commands/backfills.ts'
import { dayAndTime } from './due.ts'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { instant, plural, whole } from './words.ts'

/** What a backfill would do. */
export function previewText({ request, items }: BackfillPreview, style: Style): string {
  const { timezone } = request.deployment
  const columns = ['due', 'covers from', 'there is', 'would', 'because'].map(title => ({ title }))
  const rows = items.map(({ interval, run, action, why }) => [
    dayAndTime(interval.end, timezone),
    instant(interval.start, timezone),
    run === undefined ? '–' : `${run.status} ${run.id}`,
    action === 'leave' ? style.dim(action) : style.good(action),
    why,
  ])
  const count = items.filter(({ action }) => action !== 'leave').length
  const left = items.length - count
  const rest = left === 0 ? '' : `, ${whole(left)} left as ${left === 1 ? 'it is' : 'they are'}`
  return `${table(columns, rows)}\n\n${plural(count, 'run')} would be made${rest}.`
}

/** A backfill, how far it is, and what to type next. */
export function backfillText(
  facts: BackfillFacts,
  style: Style,
  { queued = false }: { readonly queued?: boolean },
): string {
  const { id, pipeline, deployment, status, runs } = facts
  const counts = Map.groupBy(runs, run => run.status)
  const parts = [...counts].map(([name, some]) => `${whole(some.length)} ${statusText(name, style)}`)
  const head = `${style.strong(id)} ${pipeline} for ${deployment}: ${status}, ${parts.join(', ') || 'no runs'}`
  const failed = runs.flatMap(({ error }) => (error === undefined ? [] : [`  ${style.bad(error.message)}`]))
  return [head, ...failed, ...nextLines(facts, queued)].join('\n')
}

function nextLines({ id, status, runs }: BackfillFacts, queued: boolean): readonly string[] {
  const open = runs.some(({ finishedAt }) => finishedAt === undefined)
  if (!open) return []
  if (queued) return ['A scheduler does it: sluice scheduler']
  return status === 'running' || status === 'paused' ? [`Go on: sluice backfills ${id} --continue`] : []
}

/** All backfills. */
export function backfillsText(all: readonly BackfillRecord[]): string {
  const none = 'No backfills yet. Make one: sluice backfill <pipeline> <deployment> --from … --to …'
  if (all.length === 0) return none
  const columns = ['backfill', 'client', 'pipeline', 'from', 'to', 'redo', 'status', 'who', 'why']
  const rows = all.map(one => [
    one.id,
    one.deployment,
    one.pipeline,
    instant(one.from),
    instant(one.to),
    one.redo,
    one.status,
    one.who,
    one.why,
  ])
  return table(
    columns.map(title => ({ title })),
    rows,
  )
}
