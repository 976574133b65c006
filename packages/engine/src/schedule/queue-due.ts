import { dueRuns, firstCovered, nextStart, type DueRuns } from '@sluice/core'
import type { ScheduleJournal, ScheduleRecord } from './schedule-journal.ts'
import type { SchedulerEvent } from './scheduler-event.ts'
import { SCHEDULE } from './schedule-writes.ts'
import { keyText, type ScheduleTarget } from './targets.ts'

/** What queueing needs from outside. */
export interface QueueContext {
  readonly journal: ScheduleJournal
  readonly now: () => Date
  readonly onEvent: (event: SchedulerEvent) => void
}

/** Intervals of one schedule that are queued at once. */
const most = 500

/** Queues what schedules have made due. It remembers when each is due next, so that a look at many costs little. */
export class DueQueue {
  readonly #targets: readonly ScheduleTarget[]
  readonly #context: QueueContext
  readonly #next = new Map<string, { readonly covered: number; readonly at: Date | undefined }>()

  constructor(targets: readonly ScheduleTarget[], context: QueueContext) {
    this.#targets = targets
    this.#context = context
  }

  /** Queues what is due and returns when the next thing will be; undefined when nothing will. */
  async advance(): Promise<Date | undefined> {
    if (this.#targets.length === 0) return undefined
    const { journal } = this.#context
    const records = new Map((await journal.schedules()).map(record => [keyText(record), record]))
    const paused = new Set((await journal.pauses()).map(keyText))
    const open = await journal.dispatches({ origin: SCHEDULE, open: true })
    const busy = new Set(open.map(keyText))
    const instants: Date[] = []
    for (const target of this.#targets) {
      const key = keyText(target.key)
      if (paused.has(key) || target.schedule.paused) continue
      const record = records.get(key) ?? (await this.#begin(target))
      const next = await this.#advanceOne(target, record, busy.has(key))
      if (next !== undefined) instants.push(next)
    }
    return instants.reduce<Date | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)
  }

  #begin({ key, schedule, timetable }: ScheduleTarget): Promise<ScheduleRecord> {
    const { journal, now } = this.#context
    return journal.begin(key, firstCovered(schedule, timetable, now()))
  }

  async #advanceOne(
    target: ScheduleTarget,
    { covered }: ScheduleRecord,
    busy: boolean,
  ): Promise<Date | undefined> {
    const { key, schedule, timetable, delayMs } = target
    const { journal, now, onEvent } = this.#context
    const known = this.#nextOf(target, covered)
    if (known === undefined || known > now()) return known
    const due = dueRuns(schedule, { timetable, covered, now: now(), delayMs, busy, most })
    if (due.covered.getTime() === covered.getTime()) return undefined
    if (await journal.advance(key, covered, due)) tell(target, due, onEvent)
    return this.#nextOf(target, due.covered)
  }

  #nextOf(target: ScheduleTarget, covered: Date): Date | undefined {
    const key = keyText(target.key)
    const known = this.#next.get(key)
    if (known?.covered === covered.getTime()) return known.at
    const at = nextStart(target.schedule, { ...target, covered })
    this.#next.set(key, { covered: covered.getTime(), at })
    return at
  }
}

function tell({ key }: ScheduleTarget, due: DueRuns, onEvent: QueueContext['onEvent']): void {
  if (due.skipped !== undefined) onEvent({ ...key, kind: 'skipped', interval: due.skipped })
  for (const interval of due.runs) onEvent({ ...key, kind: 'queued', interval })
}
