import type { SearchResult } from '@sluice/core'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestsOf, type RunOptions } from '../load/requests.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import { table } from '../print/table.ts'
import { metric, whole } from '../print/words.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Tries options of the learner for every named deployment; promotes nothing. */
export async function search(
  io: Io,
  report: Reporter,
  pipeline: string | undefined,
  options: RunOptions,
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const requests = requestsOf(config, 'search', pipeline, options, io)
    const summaries = await runRequests(engine, io, report, requests)
    const found = summaries.flatMap(({ deployment, label, steps }) => {
      const output = steps.find(({ name }) => name === 'results')?.output
      return output === undefined
        ? []
        : [{ deployment, label: label ?? deployment, ...(output as unknown as SearchResult) }]
    })
    report.result({ ...(summaryJson(summaries) as object), searches: found }, style =>
      [
        ...found.map(result => `${style.strong(result.label)}\n${searchText(result)}\n`),
        summaryText(summaries, style),
      ].join('\n'),
    )
    return exitCodeOf(summaries)
  })
}

function searchText({ top, best, metric: name, trials, skipped }: SearchResult): string {
  const options = Object.keys(best.candidate)
  const columns = [
    ...options.map(title => ({ title, align: 'right' }) as const),
    { title: name, align: 'right' },
    { title: '±', align: 'right' },
    { title: 'seconds', align: 'right' },
  ] as const
  const rows = top.map(({ candidate, score, deviation, seconds }) => [
    ...options.map(option => String(candidate[option])),
    metric(score),
    metric(deviation),
    whole(Math.round(seconds)),
  ])
  const left = skipped === 0 ? '' : `, ${whole(skipped)} not tried for want of time`
  const paste = options.map(option => `${option}: ${JSON.stringify(best.candidate[option])}`).join(', ')
  return `${table(columns, rows)}\n${whole(trials)} trials${left}. To use the best: learn: …({ ${paste} })`
}
