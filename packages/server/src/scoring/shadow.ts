import type { ServedModel } from './served-model.ts'
import { scoreRows } from './score-rows.ts'
import type { RequestLog } from './request-log.ts'

/** Rows that a champion scored, for a challenger to score too. */
export interface ShadowRequest {
  readonly challenger: ServedModel
  readonly alias: string
  readonly values: readonly (Readonly<Record<string, unknown>> | undefined)[]
  readonly at: Date
}

const tolerant = { absent: 'accept', unknown: 'accept', outOfDomain: 'accept' } as const

/** Lets a challenger score rows that were answered already; nobody waits for it, and only the log hears of it. */
export function scoreInShadow({ challenger, alias, values, at }: ShadowRequest, log: RequestLog): void {
  const rows = values.filter(row => row !== undefined)
  const { scores, values: scored } = scoreRows(challenger, rows.map(asSent), tolerant)
  scores.forEach((score, i) => {
    const row = scored[i]
    if (row === undefined) return
    log.add(challenger, {
      at,
      version: challenger.version,
      alias,
      shadow: true,
      score: { ...score },
      values: row,
    })
  })
}

/** Rows as they came: instants as texts. */
function asSent(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const instants = Object.entries(row).filter(([, value]) => value instanceof Date)
  if (instants.length === 0) return row
  return {
    ...row,
    ...Object.fromEntries(instants.map(([name, value]) => [name, (value as Date).toISOString()])),
  }
}
