/** When channels are told about an incident, and what counts as the same one. Times in ms. */
export interface IncidentPolicy {
  /** After the first sign so long is waited for more, so that what breaks at once is one message; default 30 s. */
  readonly gatherMs: number
  /** Between two messages about more clients, or about one that comes and goes; default 5 min. */
  readonly cooldownMs: number
  /** What blocks or fails and nobody acknowledged is said again after so long; default 4 h. */
  readonly repeatMs: number
  /** What blocks or fails and nobody acknowledged is escalated after so long, once; default 8 h. */
  readonly escalateMs: number
  /** The same cause at another client is the same incident when it is seen within so long; default 1 h. */
  readonly sameCauseMs: number
  /** What comes back within so long after it was resolved is the same incident; default 24 h. */
  readonly reopenMs: number
}

const second = 1000
const hour = 3600 * second

/** The policy that holds where none is given. */
export const defaultIncidentPolicy: IncidentPolicy = Object.freeze({
  gatherMs: 30 * second,
  cooldownMs: 300 * second,
  repeatMs: 4 * hour,
  escalateMs: 8 * hour,
  sameCauseMs: hour,
  reopenMs: 24 * hour,
})
