import type { AlertSink, Ledger, ModelRegistry, StepLimits } from '@sluice/core'
import type { ControlJournal } from '../control/control-journal.ts'
import type { OpenDataSession } from '../data/open-session.ts'
import type { Incidents } from '../incidents/incidents.ts'
import type { CodeRunner } from '../isolation/code-runner.ts'
import type { RunJournal } from '../journal/journal.ts'
import type { Watch } from '../observe/watch.ts'
import type { Store } from '../store/store.ts'
import type { Redactor } from './redactor.ts'
import type { RunEvent } from './run-event.ts'

/** How data sessions are opened. */
export interface Sessions {
  /** The folder in which each session has its own. */
  readonly scratchRoot: string
  /** Threads that one step may use. */
  readonly threads: number
  readonly open: (signal: AbortSignal, limits?: StepLimits) => Promise<OpenDataSession>
}

/** Everything that running a plan needs from outside; made once by `openEngine`. */
export interface Services {
  readonly journal: RunJournal
  /** What people ask of runs and decided about their steps; absent where nobody can. */
  readonly control?: Pick<ControlJournal, 'asked' | 'marks'>
  readonly store: Store
  readonly models: ModelRegistry
  readonly ledger: Ledger
  readonly redactor: Redactor
  readonly alerts: readonly AlertSink[]
  /** Where what goes wrong is put together; absent where nobody looks. */
  readonly incidents?: Pick<Incidents, 'note'>
  readonly now: () => Date
  readonly fetch: typeof fetch
  readonly random: () => number
  readonly sessions: Sessions
  /** Where code of steps is called. */
  readonly code: CodeRunner
  readonly crashPoint: (name: string) => void
  /** How long a step that was aborted may take to end by itself. */
  readonly graceMs: number
  readonly who: string
  readonly onEvent: (event: RunEvent) => void
  readonly watch: Watch
}
