import type { OverviewRow } from '@sluice/server'
import { count as shown } from '../../format/numbers.ts'

/** A client with its pipelines, in the order of the matrix's columns. */
export interface ClientRow {
  readonly deployment: string
  readonly label: string
  readonly zone: string
  readonly cells: readonly (OverviewRow | undefined)[]
}

/** Rows of single pipelines as a matrix: a row for each client, in the order in which clients first come. */
export function matrixOf(rows: readonly OverviewRow[], pipelines: readonly string[]): readonly ClientRow[] {
  const clients = new Map<string, OverviewRow[]>()
  for (const row of rows) clients.set(row.deployment, [...(clients.get(row.deployment) ?? []), row])
  return [...clients].map(([deployment, own]) => ({
    deployment,
    label: own.find(({ label }) => label !== undefined)?.label ?? deployment,
    zone: own[0]?.zone ?? 'UTC',
    cells: pipelines.map(pipeline => own.find(row => row.pipeline === pipeline)),
  }))
}

/** The page in one sentence. */
export function inWords(
  total: number,
  needPerson: number,
  states: Readonly<Record<string, number | undefined>>,
): string {
  const counted = (['blocked', 'failed', 'late', 'missing', 'running'] as const).flatMap(state => {
    const count = states[state] ?? 0
    return count === 0 ? [] : [`${shown(count)} ${state === 'missing' ? 'without a run' : state}`]
  })
  const rest = counted.length === 0 ? '' : `: ${counted.join(', ')}`
  if (needPerson === 0) return `Nothing of ${shown(total)} needs a person${rest}.`
  return `${shown(needPerson)} of ${shown(total)} ${needPerson === 1 ? 'needs' : 'need'} a person${rest}.`
}
