import type { AlertSink, ModelRegistry } from '@sluice/core'
import type { OpenDataSession } from '../data/open-session.ts'
import type { Database } from '../journal/database.ts'
import type { Journal } from '../journal/journal.ts'
import type { Ledger } from '@sluice/core'
import type { Store } from '../store/store.ts'
import type { Redactor } from './redactor.ts'
import type { RunEvent } from './run-event.ts'

/** Everything that running a plan needs from outside; made once by `openEngine`. */
export interface Services {
  readonly db: Database
  readonly journal: Journal
  readonly store: Store
  readonly models: ModelRegistry
  readonly ledger: Ledger
  readonly redactor: Redactor
  readonly alerts: readonly AlertSink[]
  readonly now: () => Date
  readonly fetch: typeof fetch
  readonly random: () => number
  readonly openSession: (signal: AbortSignal) => Promise<OpenDataSession>
  readonly crashPoint: (name: string) => void
  readonly concurrency: number
  readonly who: string
  readonly onEvent: (event: RunEvent) => void
}
