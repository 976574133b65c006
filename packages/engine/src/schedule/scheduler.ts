import { canRetry, type AlertSink, type Config } from '@sluice/core'
import { messageOfError } from '../errors/message-of-error.ts'
import { keepSweeping } from '../incidents/keep-sweeping.ts'
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts'
import { DueQueue } from './queue-due.ts'
import { scheduleTargets } from './targets.ts'
import { tellDeadlines } from './tell-deadlines.ts'

/** What a scheduler works on and with. */
export interface SchedulerOptions extends Omit<DispatcherOptions, 'only' | 'config'> {
  readonly config: Pick<Config, 'deployments' | 'limits'>
  readonly alerts: readonly AlertSink[]
  /** Nothing is started any more; what runs ends, and then the scheduler. */
  readonly stop: AbortSignal
  /** Waits, at most until the signal is aborted; does not reject. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** How long something that another process did may go unseen; default 1 s. */
  readonly pollMs?: number
}

/**
 * Starts runs when they are due, until it is told to stop. Any number of schedulers may work on one journal: each
 * interval is dispatched once, limits hold over all of them, and what one leaves behind when it dies the others do.
 *
 * @throws ScheduleInvalid before anything starts; JournalFailed.
 */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { config, now } = options
  const queue = new DueQueue(scheduleTargets(config), options)
  const { incidents } = options.engine
  const sweeper = incidents && keepSweeping(incidents, error => onTrouble(options, error))
  sweeper?.start()
  try {
    await keepDispatching(options, new Dispatcher(options), async () => {
      const next = await queue.advance()
      await tellDeadlines(options)
      return next === undefined ? Infinity : next.getTime() - now().getTime()
    })
  } finally {
    await sweeper?.stop()
  }
}

/** Does the runs of one backfill, until it has ended or was paused, or there is a stop. */
export async function runBackfill(options: SchedulerOptions, id: string): Promise<void> {
  const done = new AbortController()
  const stop = AbortSignal.any([options.stop, done.signal])
  await keepDispatching({ ...options, stop }, new Dispatcher({ ...options, only: id }), async () => {
    const backfill = (await options.journal.backfills()).find(one => one.id === id)
    if (backfill?.status !== 'running') done.abort()
    return Infinity
  })
}

/** `before` is done before every look at what waits, and says in how many ms there will be something new. */
async function keepDispatching(
  options: SchedulerOptions,
  dispatcher: Dispatcher,
  before: () => Promise<number>,
): Promise<void> {
  const { stop, wait, now, pollMs = 1000 } = options
  while (!stop.aborted) {
    let waitMs = pollMs
    await tellingTrouble(options, async () => {
      waitMs = Math.min(waitMs, await before())
      if (stop.aborted) return
      const wakeAt = await dispatcher.advance()
      if (wakeAt !== undefined) waitMs = Math.min(waitMs, wakeAt.getTime() - now().getTime())
    })
    if (!stop.aborted) await Promise.race([wait(Math.max(0, waitMs), stop), dispatcher.ended()])
  }
  // What runs is still attended: nobody takes it for dead, and it can be cancelled.
  const never = new AbortController().signal
  while (dispatcher.running > 0) {
    await tellingTrouble(options, () => dispatcher.attend())
    await Promise.race([wait(pollMs, never), dispatcher.ended()])
  }
}

/** Goes on after trouble that may pass, such as a database that cannot be reached. */
async function tellingTrouble({ onEvent }: SchedulerOptions, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!canRetry(error)) throw error
    onTrouble({ onEvent }, error)
  }
}

function onTrouble({ onEvent }: Pick<SchedulerOptions, 'onEvent'>, error: unknown): void {
  onEvent({ kind: 'trouble', message: messageOfError(error) })
}
