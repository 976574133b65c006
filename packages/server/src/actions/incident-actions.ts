import type { ActionDone } from '../api/action-done.ts'
import { sees } from '../access/principal.ts'
import { ActionRefused } from '../errors/action-refused.ts'
import { RequestInvalid } from '../errors/request-invalid.ts'
import { incidentSeen } from '../resources/incidents-of.ts'
import { decisionOf, type Acting } from './acting.ts'

const longestSilenceMs = 90 * 24 * 3_600_000

/**
 * Somebody works on an incident: it is not told again unless it gets worse.
 *
 * @throws NotFound, IncidentRefused
 */
export async function acknowledge(acting: Acting, id: string, why: string): Promise<ActionDone> {
  await incidentSeen(acting, id)
  await acting.engine.incidents.acknowledge(id, decisionOf(acting, why))
  return done('It is acknowledged, and not told again unless it gets worse.')
}

/**
 * Nobody is told of an incident until then.
 *
 * @throws NotFound, IncidentRefused, ActionRefused where others have it too; RequestInvalid for a time that is past
 */
export async function silence(
  acting: Acting,
  id: string,
  { until, why }: { readonly until: string; readonly why: string },
): Promise<ActionDone> {
  await incidentOwn(acting, 'silence', id)
  const end = new Date(until)
  const ms = end.getTime() - acting.now().getTime()
  if (!(ms > 0 && ms <= longestSilenceMs)) {
    const reason = 'must be in the future, and within 90 days'
    throw new RequestInvalid([{ where: 'body/until', reason }])
  }
  await acting.engine.incidents.silence(id, end, decisionOf(acting, why))
  return done(`Nobody is told of it until ${end.toISOString()}.`)
}

/** @throws NotFound, IncidentRefused, ActionRefused where others have it too */
export async function unsilence(acting: Acting, id: string, why: string): Promise<ActionDone> {
  await incidentOwn(acting, 'unsilence', id)
  await acting.engine.incidents.unsilence(id, decisionOf(acting, why))
  return done('Channels are told of it again.')
}

/**
 * Ends an incident by hand.
 *
 * @throws NotFound, IncidentRefused, ActionRefused where others have it too
 */
export async function resolve(acting: Acting, id: string, why: string): Promise<ActionDone> {
  await incidentOwn(acting, 'resolve', id)
  await acting.engine.incidents.resolve(id, decisionOf(acting, why))
  return done('It is resolved. What comes back within a day opens it again.')
}

/**
 * Says what an incident was: `expected` is learned and its blocked runs can be resumed, `real` is kept out of history.
 *
 * @throws NotFound, ActionRefused where others have it too
 */
export async function judge(
  acting: Acting,
  id: string,
  verdict: 'expected' | 'real',
  why: string,
): Promise<ActionDone> {
  await incidentOwn(acting, `call it ${verdict}:`, id)
  const { goingOn } = await acting.engine.incidents.feedback(id, verdict, decisionOf(acting, why))
  if (verdict === 'real') return done('It is kept as real: later runs are not compared with its numbers.')
  const [first] = goingOn
  const closed = 'It is closed as expected, and its numbers are learned.'
  if (first === undefined) return done(closed)
  const runs = goingOn.length === 1 ? 'its blocked run' : `its ${goingOn.length} blocked runs`
  return { ...done(`${closed} Retry ${runs} to go on with what they made.`), run: first.run }
}

/** What changes it for all clients is for who sees all of them. */
async function incidentOwn(acting: Acting, action: string, id: string): Promise<void> {
  const { occurrences } = await incidentSeen(acting, id)
  if (occurrences.every(({ deployment }) => sees(acting.principal, deployment.name))) return
  throw new ActionRefused({
    action: `${action} incident ${id}`,
    reason: 'it is about other clients too, which you do not see',
    next: 'Ask somebody who sees all clients, or acknowledge it.',
  })
}

function done(text: string): ActionDone {
  return { done: text, outcome: 'done' }
}
