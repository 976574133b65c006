import { rows, type Work } from '../schedule/sql-work.ts'
import type { IncidentAction } from './incident-book.ts'
import { logIncident, type IncidentScope } from './incident-scope.ts'

/** What happens to an incident, in words. */
const words: Readonly<Record<IncidentAction['kind'], string>> = {
  acknowledge: 'acknowledged',
  silence: 'silenced',
  unsilence: 'unsilenced',
  resolve: 'resolved',
  feedback: 'judged',
}

/** Does what somebody wants of an incident; false when it is not there, or is resolved and has to be open. */
export function* actOnIncident(scope: IncidentScope, id: string, action: IncidentAction): Work<boolean> {
  const at = scope.now()
  const decision = { who: scope.redact(action.who), why: scope.redact(action.why) }
  const changed = yield* change(id, action, { ...decision, at })
  if (!changed) return false
  const text = textOf(action)
  yield* logIncident(scope, { incident: id, kind: words[action.kind], who: action.who, text })
  return true
}

interface Stamp {
  readonly who: string
  readonly why: string
  readonly at: Date
}

function* change(id: string, action: IncidentAction, stamp: Stamp): Work<boolean> {
  const { at } = stamp
  const set = function* (
    columns: string,
    values: readonly (string | Date | null)[],
    onlyOpen = true,
  ): Work<boolean> {
    const condition = onlyOpen ? `AND state <> 'resolved'` : ''
    const found = yield* rows(`UPDATE incidents SET ${columns} WHERE id = $1 ${condition} RETURNING id`, [
      id,
      ...values,
    ])
    return found.length === 1
  }
  switch (action.kind) {
    case 'acknowledge':
      return yield* set(`state = 'acknowledged', acknowledged = $2`, [JSON.stringify(stamp)])
    case 'silence':
      return yield* set('silence = $2', [JSON.stringify({ ...stamp, until: action.until })])
    case 'unsilence':
      return yield* set('silence = NULL', [])
    case 'resolve':
      if (!(yield* set(`state = 'resolved', resolved_at = $2`, [at]))) return false
      yield* endOccurrences(id, at)
      return true
    case 'feedback':
      return yield* judge(id, action.verdict, stamp, set)
  }
}

type Set = (columns: string, values: readonly (string | Date | null)[], onlyOpen?: boolean) => Work<boolean>

/** What was expected is over; of either the numbers of the runs are marked. */
function* judge(id: string, verdict: 'expected' | 'real', stamp: Stamp, set: Set): Work<boolean> {
  if (!(yield* set('feedback = $2', [JSON.stringify({ verdict, ...stamp })], false))) return false
  if (verdict === 'expected') {
    yield* set(`state = 'resolved', resolved_at = $2`, [stamp.at])
    yield* endOccurrences(id, stamp.at)
  }
  const runs = yield* rows<{ run: string }>(
    `SELECT DISTINCT run FROM incident_occurrences WHERE incident = $1 AND run <> ''`,
    [id],
  )
  for (const { run } of runs) {
    yield* rows(
      `INSERT INTO history_marks (run, verdict, who, why, at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (run) DO UPDATE SET verdict = excluded.verdict, who = excluded.who, why = excluded.why,
         at = excluded.at`,
      [run, verdict, stamp.who, stamp.why, stamp.at],
    )
  }
  return true
}

function* endOccurrences(id: string, at: Date): Work<void> {
  yield* rows(
    'UPDATE incident_occurrences SET recovered_at = $2 WHERE incident = $1 AND recovered_at IS NULL',
    [id, at],
  )
}

function textOf(action: IncidentAction): string {
  if (action.kind === 'silence') return `silent until ${action.until.toISOString()}: ${action.why}`
  return action.kind === 'feedback' ? `${action.verdict}: ${action.why}` : action.why
}
