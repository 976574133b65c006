import type { Incident, Occurrence } from './incident.ts'
import type { IncidentPolicy } from './incident-policy.ts'

/** What of an occurrence says which incident it belongs to. */
export type Sign = Pick<Occurrence, 'pipeline' | 'run' | 'step' | 'rootCause' | 'resource' | 'at'> & {
  readonly deployment: string
}

/** An incident that an occurrence may belong to, with those of its occurrences that have something in common with it. */
export interface Candidate extends Pick<Incident, 'id' | 'state' | 'lastSeenAt' | 'resolvedAt' | 'feedback'> {
  readonly signs: readonly Sign[]
}

/** Why an occurrence is part of an incident that is there already. */
export type Kinship = 'same-cause' | 'effect' | 'same-resource' | 'other-client' | 'came-back'

/** Where an occurrence belongs: to a new incident, or to one that is there; `came-back` reopens a resolved one. */
export type Grouping =
  | { readonly kind: 'opens' }
  | { readonly kind: 'joins'; readonly incident: string; readonly as: Kinship }

interface Context {
  readonly sign: Sign
  readonly upstream: ReadonlySet<string>
  readonly policy: IncidentPolicy
}

type Kin = (candidate: Candidate, context: Context) => boolean

/** In the order in which they count. */
const kinds: readonly { readonly as: Kinship; readonly isKin: Kin }[] = [
  { as: 'same-cause', isKin: ({ signs }, { sign }) => signs.some(other => isSameCause(other, sign)) },
  { as: 'effect', isKin: ({ signs }, context) => signs.some(other => isEffect(other, context)) },
  {
    as: 'same-resource',
    isKin: ({ signs }, { sign: { resource } }) =>
      resource !== undefined && signs.some(other => other.resource === resource),
  },
  { as: 'other-client', isKin: isSameCauseNow },
]

/**
 * The incident that an occurrence belongs to: one with the same cause at the same client; one of a step of the same run
 * that this step reads from, of which it is an effect; one of the same resource; one with the same cause at another
 * client not long ago; one that was resolved not long ago; else a new one. Of several the one seen last.
 */
export function groupFor(
  sign: Sign,
  candidates: readonly Candidate[],
  upstream: ReadonlySet<string>,
  policy: IncidentPolicy,
): Grouping {
  const newest = candidates.toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())
  const open = newest.filter(({ state }) => state !== 'resolved')
  for (const { as, isKin } of kinds) {
    const found = open.find(candidate => isKin(candidate, { sign, upstream, policy }))
    if (found !== undefined) return { kind: 'joins', incident: found.id, as }
  }
  const back = newest.find(candidate => hasComeBack(candidate, sign, policy))
  return back === undefined ? { kind: 'opens' } : { kind: 'joins', incident: back.id, as: 'came-back' }
}

function isSameCause(other: Sign, sign: Sign): boolean {
  return other.deployment === sign.deployment && other.rootCause === sign.rootCause
}

/** What has a resource of its own has a cause of its own. */
function isEffect(other: Sign, { sign, upstream }: Context): boolean {
  return sign.resource === undefined && other.run === sign.run && upstream.has(other.step)
}

/** What names a resource is the same at other clients only where they share it. */
function isSameCauseNow({ signs, lastSeenAt }: Candidate, { sign, policy }: Context): boolean {
  return (
    Math.abs(sign.at.getTime() - lastSeenAt.getTime()) <= policy.sameCauseMs &&
    signs.some(({ rootCause, resource }) => rootCause === sign.rootCause && resource === sign.resource)
  )
}

/** What was said to be expected does not come back: whatever is like it is something new. */
function hasComeBack(candidate: Candidate, sign: Sign, policy: IncidentPolicy): boolean {
  const { state, resolvedAt, feedback, signs } = candidate
  if (state !== 'resolved' || resolvedAt === undefined || feedback?.verdict === 'expected') return false
  if (sign.at.getTime() - resolvedAt.getTime() > policy.reopenMs) return false
  const isShared = (other: Sign) => sign.resource !== undefined && other.resource === sign.resource
  return signs.some(other => isSameCause(other, sign) || isShared(other))
}
