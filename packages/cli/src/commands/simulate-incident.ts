import { randomUUID } from 'node:crypto'
import {
  messageOf,
  planOf,
  renderMessage,
  simulatedIncident,
  type Channel,
  type Incident,
  type NoticeReason,
} from '@sluice/core'
import type { Incidents } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { asOfFrom } from '../load/as-of.ts'
import { withProject } from '../load/engine.ts'
import { selectTargets } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'

/** Options of `sluice incidents simulate`. */
export interface SimulateOptions {
  readonly config?: string
  readonly deployment?: string
  readonly step?: string
  readonly send?: true
  readonly channel?: string
}

/** Shows what an incident would say; sends it where that is wanted, and then that it is over. */
export async function simulate(
  io: Io,
  report: Reporter,
  pipeline: string | undefined,
  options: SimulateOptions,
): Promise<void> {
  await withProject(io, options, async ({ config, engine: { incidents } }) => {
    const all = selectTargets(config, { ...(pipeline !== undefined && { pipeline }) })
    const target = all.find(({ deployment: { name } }) => name === (options.deployment ?? name))
    if (target === undefined) {
      const known = all.map(({ deployment: { name } }) => name)
      throw new UsageInvalid({ reason: `unknown deployment "${String(options.deployment)}"`, known })
    }
    const { deployment } = target
    const { label, timezone: timeZone, params } = deployment
    const asOf = asOfFrom(undefined, io.now(), timeZone)
    const plan = planOf(target.pipeline, { deployment: deployment.name, params, asOf })
    const { step } = options
    if (step !== undefined && !plan.steps.some(({ name }) => name === step)) {
      throw new UsageInvalid({
        reason: `${plan.pipeline} has no step "${step}"`,
        known: plan.steps.map(({ name }) => name),
      })
    }
    const incident = simulatedIncident({
      plan,
      id: `inc-simulated-${randomUUID().slice(0, 6)}`,
      at: io.now(),
      unaffected: all
        .filter(other => other !== target)
        .map(other => other.deployment.label ?? other.deployment.name),
      ...(step !== undefined && { step }),
      ...(label !== undefined && { label }),
      ...(timeZone !== undefined && { timeZone }),
    })
    const message = messageOf(incident, 'opened', incidents.messages)
    const channels = options.send === true ? channelsOf(incidents, options.channel) : []
    for (const channel of channels) await tryOut(incidents, channel, incident, io.now)
    const sent = channels.map(({ name }) => name)
    report.result({ message, sent }, style => {
      const told = sent.length > 0 ? `${style.good('sent')} to ${sent.join(', ')}` : notSent(incidents)
      return `${renderMessage(message)}\n\n${told}`
    })
  })
}

function notSent({ channels }: Incidents): string {
  return channels.length === 0
    ? 'No channels are configured: channels: [slack({ … })] in sluice.config.ts.'
    : 'Not sent. To send it, and then that it is over: --send'
}

function channelsOf({ channels }: Incidents, name: string | undefined): readonly Channel[] {
  const wanted = channels.filter(channel => name === undefined || channel.name === name)
  if (wanted.length > 0) return wanted
  const reason = name === undefined ? 'no channels are configured' : `there is no channel "${name}"`
  throw new UsageInvalid({
    reason,
    known: channels.map(channel => channel.name),
    next: 'Name them in sluice.config.ts: channels: [slack({ … })]',
  })
}

/** A page that stays open would be answered by somebody. */
async function tryOut(
  incidents: Incidents,
  channel: Channel,
  incident: Incident,
  now: () => Date,
): Promise<void> {
  const notice = (seq: number, reason: NoticeReason, of: Incident) => {
    const message = messageOf(of, reason, incidents.messages)
    return { kind: 'notice', reason, seq, at: now(), incident: of, message } as const
  }
  const thread = await incidents.send(channel, notice(1, 'opened', incident))
  const at = now()
  const over: Incident = { ...incident, state: 'resolved', resolvedAt: at, lastSeenAt: at }
  await incidents.send(channel, notice(2, 'resolved', over), thread)
}
