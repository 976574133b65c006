import {
  defaultIncidentPolicy,
  type Channel,
  type Feedback,
  type Incident,
  type IncidentPolicy,
  type MessageOptions,
  type Notice,
  type Thread,
} from '@sluice/core'
import type { Decision } from '../control/step-mark.ts'
import { ChannelNameTaken } from './channel-name-taken.ts'
import { IncidentNotFound } from './incident-not-found.ts'
import { IncidentRefused } from './incident-refused.ts'
import type {
  IncidentAction,
  IncidentBook,
  IncidentFilter,
  IncidentLine,
  NewOccurrence,
  Noted,
  OpenTrouble,
} from './incident-book.ts'
import { letExpectedGoOn, type GoingOn } from './let-expected-go-on.ts'
import { sweepIncidents } from './sweep.ts'
import { sendWithin, type NoticeOutcome, type Telling } from './tell.ts'

/** When channels are told, and what messages say; everything has a default. */
export interface IncidentOptions extends Partial<IncidentPolicy>, MessageOptions {}

/** What went wrong, what channels know of it, and what people say about it. */
export interface Incidents {
  /** The ones seen last first. */
  list(filter?: IncidentFilter): Promise<readonly IncidentLine[]>
  /** What blocks or fails now and nobody works on; of several of one pipeline and client the newest. */
  troubles(): Promise<readonly OpenTrouble[]>
  /** @throws IncidentNotFound */
  get(id: string): Promise<Incident>
  /** What people said of runs, by run: numbers of `real` ones are no history. */
  verdicts(runs: readonly string[]): Promise<ReadonlyMap<string, Feedback['verdict']>>
  /** Ids that begin so, the newest first. */
  find(prefix: string): Promise<readonly string[]>
  /** Somebody works on it: it is not repeated. @throws IncidentNotFound, IncidentRefused */
  acknowledge(id: string, decision: Decision): Promise<Incident>
  /** Nothing is said until then, except to those who know of it that it has ended. @throws IncidentNotFound, IncidentRefused */
  silence(id: string, until: Date, decision: Decision): Promise<Incident>
  /** @throws IncidentNotFound, IncidentRefused */
  unsilence(id: string, decision: Decision): Promise<Incident>
  /** Ends it by hand, for what no later run can show to be good. @throws IncidentNotFound, IncidentRefused */
  resolve(id: string, decision: Decision): Promise<Incident>
  /**
   * `expected`: the incident is closed, numbers of its runs are learned, and blocked steps keep the output they made, so
   * that their runs can be resumed. `real`: numbers of its runs are kept out of what later runs are compared with.
   *
   * @throws IncidentNotFound
   */
  feedback(
    id: string,
    verdict: 'expected' | 'real',
    decision: Decision,
  ): Promise<{ readonly incident: Incident; readonly goingOn: readonly GoingOn[] }>
  /** Puts an occurrence into the incident it belongs to; channels hear of it with the next sweep. */
  note(found: NewOccurrence): Promise<Noted | undefined>
  /** Ends what has recovered and tells channels what they have not heard; one sweep of a process at a time. */
  sweep(options?: { readonly gathered?: boolean }): Promise<readonly NoticeOutcome[]>
  readonly channels: readonly Channel[]
  /** Sends a notice that is not kept anywhere, to see what it looks like. @throws what the channel throws */
  send(channel: Channel, notice: Notice, thread?: Thread): Promise<Thread | undefined>
  /** What messages are made with. */
  readonly messages: MessageOptions
}

/** What incidents need from outside. */
export interface IncidentParts extends Omit<Telling, 'messages'> {
  readonly channels: readonly Channel[]
  readonly options: IncidentOptions
  readonly control: Parameters<typeof letExpectedGoOn>[0]
}

/**
 * Incidents of an engine.
 *
 * @throws ChannelNameTaken
 */
export function openIncidents(parts: IncidentParts): Incidents {
  const { book, channels, options } = parts
  assertNamed(channels)
  const { server, timeZone, ...times } = options
  const policy: IncidentPolicy = { ...defaultIncidentPolicy, ...times }
  const messages = { ...(server !== undefined && { server }), ...(timeZone !== undefined && { timeZone }) }
  const sweeping = { ...parts, policy, messages }
  const sweep = oneAtATime((how: { readonly gathered?: boolean } = {}) => sweepIncidents(sweeping, how))
  const get = (id: string) => existing(book, id)
  const act = async (id: string, action: IncidentAction): Promise<Incident> => {
    const before = await get(id)
    if (!(await book.act(id, action))) throw refused(before, action)
    return get(id)
  }
  const told = async (id: string, action: IncidentAction): Promise<Incident> => {
    const incident = await act(id, action)
    await sweep()
    return incident
  }
  return {
    list: (filter = {}) => book.list(filter),
    troubles: () => book.troubles(),
    get,
    find: prefix => book.find(prefix),
    verdicts: runs => book.verdicts(runs),
    acknowledge: (id, decision) => told(id, { kind: 'acknowledge', ...decision }),
    silence: (id, until, decision) => act(id, { kind: 'silence', until, ...decision }),
    unsilence: (id, decision) => told(id, { kind: 'unsilence', ...decision }),
    resolve: (id, decision) => told(id, { kind: 'resolve', ...decision }),
    async feedback(id, verdict, decision) {
      const incident = await told(id, { kind: 'feedback', verdict, ...decision })
      const goingOn = verdict === 'real' ? [] : await letExpectedGoOn(parts.control, incident, decision)
      return { incident, goingOn }
    },
    note: found => book.note(found, policy),
    sweep,
    channels,
    messages,
    send: (channel, notice, thread) => sendWithin(parts, channel, notice, thread),
  }
}

function assertNamed(channels: readonly Channel[]): void {
  const names = channels.map(({ name }) => name)
  const taken = names.find((name, i) => names.indexOf(name) < i)
  if (taken !== undefined) throw new ChannelNameTaken({ channel: taken })
}

async function existing(book: IncidentBook, id: string): Promise<Incident> {
  const found = await book.get(id)
  if (found !== undefined) return found
  throw new IncidentNotFound({ id })
}

function refused({ id, state }: Incident, { kind }: IncidentAction): IncidentRefused {
  return new IncidentRefused({
    action: kind,
    id,
    reason: `it is ${state}`,
    next: `See: sluice incidents show ${id}`,
  })
}

/** Whoever comes while it works gets a turn of its own after it. */
function oneAtATime<A, R>(work: (asked?: A) => Promise<R>): (asked?: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve()
  return asked => {
    const mine = last.then(() => work(asked))
    last = mine.catch(() => undefined)
    return mine
  }
}
