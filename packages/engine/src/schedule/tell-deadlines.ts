import {
  deadlineAlert,
  deadlineOf,
  occurrenceOf,
  type Alert,
  type AlertSink,
  type Config,
  type DeadlineState,
  type Deployment,
  type Occurrence,
} from '@sluice/core'
import { messageOfError } from '../errors/message-of-error.ts'
import type { Incidents } from '../incidents/incidents.ts'
import { runnables } from './choose-runs.ts'
import type { Dispatch, ScheduleJournal } from './schedule-journal.ts'
import { SCHEDULE } from './schedule-writes.ts'
import type { SchedulerEvent } from './scheduler-event.ts'
import { keyText } from './targets.ts'

/** What telling people about deadlines needs from outside. */
export interface DeadlineContext {
  readonly config: Pick<Config, 'deployments'>
  readonly alerts: readonly AlertSink[]
  readonly journal: ScheduleJournal
  readonly engine?: { readonly incidents?: Pick<Incidents, 'note'> }
  readonly now: () => Date
  readonly onEvent: (event: SchedulerEvent) => void
}

/** Sends an alert about every scheduled run that has not ended when its deadline is near or missed, once for each. */
export async function tellDeadlines(context: DeadlineContext): Promise<void> {
  const { config, alerts, journal, now, onEvent } = context
  if (config.deployments.every(({ deadlineMs }) => deadlineMs === undefined)) return
  const known = runnables(config)
  for (const dispatch of await journal.dispatches({ origin: SCHEDULE, open: true })) {
    const deployment = known.get(keyText(dispatch))?.deployment
    if (deployment?.deadlineMs === undefined) continue
    const deadline = deadlineOf(dispatch.interval.end, deployment.deadlineMs)
    const state = deadlineAlert(deadline, now(), dispatch.deadline)
    if (state === undefined || !(await journal.noteDeadline(dispatch.id, state))) continue
    onEvent({ kind: 'deadline', dispatch, state })
    const alert = alertAbout(dispatch, deployment, { state, by: deadline.missed, at: now() })
    await context.engine?.incidents?.note({ occurrence: lateness(alert), upstream: new Set() })
    for (const sink of alerts) await send(sink, alert, onEvent)
  }
}

/** First near, then missed: it is one thing that is wrong. */
function lateness(alert: Alert): Occurrence {
  return { ...occurrenceOf(alert), rootCause: `deadline/${alert.pipeline}` }
}

async function send(sink: AlertSink, alert: Alert, onEvent: DeadlineContext['onEvent']): Promise<void> {
  try {
    await sink.send(alert)
  } catch (error) {
    const reason = messageOfError(error)
    onEvent({ kind: 'trouble', message: `the alert about a deadline did not reach ${sink.kind}: ${reason}` })
  }
}

function alertAbout(
  { pipeline, deployment: name, interval, run, startedAt }: Dispatch,
  { label, timezone }: Deployment,
  { state, by, at }: { readonly state: DeadlineState; readonly by: Date; readonly at: Date },
): Alert {
  const rootCause = `deadline/${pipeline}/${state}`
  const where = startedAt === undefined ? 'waits for its turn' : 'is running'
  const has = state === 'missed' ? 'had to be finished by' : 'has to be finished by'
  return {
    kind: 'alert',
    severity: state === 'missed' ? 'error' : 'warn',
    deployment: { name, ...(label !== undefined && { label }) },
    pipeline,
    run: run ?? '',
    step: '',
    asOf: interval.end,
    at,
    headline: `the run ${has} ${by.toISOString()} and ${where}`,
    checks: [],
    effect: { notDone: state === 'missed' ? ['the run is not finished'] : [], unaffected: [] },
    next: [`sluice runs -d ${name}`, 'sluice schedule'],
    ...(timezone !== undefined && { timeZone: timezone }),
    rootCause,
    dedupeKey: `${name}/${rootCause}`,
  }
}
