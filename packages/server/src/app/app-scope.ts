import type { RouteContext } from '../http/route-context.ts'
import type { Gate } from './gate.ts'
import type { RepeatStore } from './repeat-store.ts'
import type { ServerLimits } from './server-limits.ts'
import type { ServerLog } from './server-log.ts'
import type { ServerOptions } from './server-options.ts'

/** What answering needs, whatever is asked. */
export interface AppScope extends Pick<ServerOptions, 'engine' | 'config'> {
  readonly gate: Gate
  readonly limits: ServerLimits
  readonly log: ServerLog
  readonly now: () => Date
  readonly redact: RouteContext['redact']
  readonly later: RouteContext['later']
  readonly repeats: RepeatStore
  /** Aborted when the server closes and has waited long enough. */
  readonly stopping: AbortSignal
}
