import { join } from 'node:path'
import type { StepContext } from '@sluice/core'
import { openSession, type OpenDataSession } from '../data/open-session.ts'
import { lazySession } from '../executor/lazy-session.ts'
import type { Redactor } from '../run/redactor.ts'
import type { Store } from '../store/store.ts'
import { scorersOn } from '../threads/scorers-on.ts'
import type { Remote } from './remote.ts'
import type { Order, Setup, ToParent } from './messages.ts'

/** What contexts in this process are made of. */
export interface ChildParts {
  readonly setup: Setup
  readonly store: Store
  readonly redactor: Redactor
  readonly remote: Remote
  readonly send: (message: ToParent) => void
}

/** The context of a step in a process of its own: data and files here, records with the engine. */
export function childContext(
  { setup, store, redactor, remote, send }: ChildParts,
  { run, step, attempt }: Order,
  signal: AbortSignal,
  threads: number,
): { readonly context: StepContext; readonly data: OpenDataSession } {
  const scratchRoot = join(setup.root, 'scratch')
  const { memoryLimitBytes } = setup
  const open = () => openSession({ store, scratchRoot, threads, memoryLimitBytes, signal })
  const data = lazySession({ store, scratchRoot, open })
  const { id, pipeline, deployment, asOf } = run
  const context: StepContext = {
    run: { id, pipeline, deployment, asOf },
    step,
    attempt,
    signal,
    now: () => new Date(),
    fetch: (input, init) =>
      fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal }),
    secret: reference => {
      const value = redactor.secret(reference)
      send({ kind: 'secret', reference })
      return value
    },
    log: (message, fields) =>
      send({ kind: 'log', message: redactor.redact(message), ...(fields && { fields }) }),
    progress: (done, total) => send({ kind: 'progress', done, ...(total !== undefined && { total }) }),
    data,
    threads,
    scorers: scorersOn(threads),
    artifacts: store,
    models: remote.service('models'),
    history: remote.service('history'),
    ledger: remote.service('ledger'),
    crashPoint: name => send({ kind: 'point', name }),
  }
  return { context, data }
}
