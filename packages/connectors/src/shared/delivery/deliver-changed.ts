import type { Delivery, DeliveryReport, LedgerRow, StepContext } from '@sluice/core'
import { missingKey, Tally } from './tally.ts'
import { messageId } from './message-id.ts'
import { checkDelivery, payloadRows, type Payload, type PayloadRow } from './payload.ts'
import { isUnchanged, payloadPrint } from './payload-print.ts'

/** One row on its way: its payload, the id the receiver recognises it by, and its encoded form. */
export interface Message {
  readonly key: string
  readonly payload: Payload
  readonly messageId: string
  /** What the ledger remembers of the payload. */
  readonly print: string
  readonly encoded: string
}

/** How much of what fits into one request. Sizes are in bytes of UTF-8. */
export interface BatchLimits {
  readonly messages: number
  readonly bytes: number
  readonly messageBytes: number
  /** Bytes of a request that are not messages. */
  readonly envelopeBytes: number
}

/** A receiver of messages, one per row. */
export interface Receiver {
  /** How messages to people name it. */
  readonly name: string
  /** What tells this receiver from any other in the world; part of every message id. */
  readonly identity: string
  /** The name under which the ledger keeps its rows, within the deployment. */
  readonly book: string
  readonly limits: BatchLimits
  /** Numbers that change by less than this are not sent again. */
  readonly minChange: number
  encode(row: { readonly key: string; readonly payload: Payload; readonly messageId: string }): string
  /** Why a row cannot be sent at all. */
  refuse(payload: Payload): string | undefined
  /** Sends one request's worth. Resolves to the reasons of messages that were rejected; the others have arrived. */
  send(messages: readonly Message[], onRequest: () => void): Promise<ReadonlyMap<Message, string>>
}

/**
 * Sends the rows whose payload is not what the receiver acknowledged last. The ledger is written before and after
 * each request, so that after a crash the same messages are sent again under the same ids.
 */
export async function deliverChanged(
  receiver: Receiver,
  delivery: Delivery,
  context: StepContext,
): Promise<DeliveryReport> {
  await checkDelivery(receiver.name, delivery, context.data)
  const { deployment, pipeline } = context.run
  const book = `${deployment}/${pipeline}/${context.step}/${receiver.book}`
  const tally = new Tally()
  const outbox = new Outbox(receiver, book, tally, context)
  for await (const rows of payloadRows(delivery, context.data)) {
    context.signal.throwIfAborted()
    await outbox.refused(await sortRows(receiver, book, rows, outbox, tally, context))
    await outbox.flush(false)
    context.progress(tally.rows, delivery.dataset.rows)
  }
  await outbox.flush(true)
  context.progress(tally.rows, delivery.dataset.rows)
  return tally.report()
}

/** Puts rows to send into the outbox; returns those that cannot be sent, with the reason. */
async function sortRows(
  receiver: Receiver,
  book: string,
  rows: readonly PayloadRow[],
  outbox: Outbox,
  tally: Tally,
  { ledger, run }: StepContext,
): Promise<readonly (readonly [Message, reason: string])[]> {
  const keys = rows.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const known = await ledger.read(book, keys)
  const refused: (readonly [Message, string])[] = []
  for (const { key, payload } of rows) {
    if (key === undefined) {
      tally.rejected(missingKey)
      continue
    }
    const print = payloadPrint(payload, receiver.minChange)
    const before = known.get(key)
    if (before !== undefined && isSettled(before, print, receiver, run.id, tally)) continue
    const again = before?.status === 'sending' && before.payload === print
    const id = again ? before.messageId : messageId([receiver.identity, book, key, print, run.id])
    const encoded = receiver.encode({ key, payload, messageId: id })
    const message = { key, payload, messageId: id, print, encoded }
    const tooLarge = Buffer.byteLength(encoded) > receiver.limits.messageBytes
    const reason = receiver.refuse(payload) ?? (tooLarge ? 'larger than the receiver accepts' : undefined)
    if (reason === undefined) outbox.add(message)
    else refused.push([message, reason])
  }
  return refused
}

/** True when there is nothing to do for a row; counts it. What this very run did earlier counts as done by it. */
function isSettled(
  before: LedgerRow,
  print: string,
  { minChange }: Receiver,
  run: string,
  tally: Tally,
): boolean {
  if (before.status === 'sending') return false
  if (before.status === 'rejected') {
    const isKnown = before.run === run && before.payload === print
    if (isKnown) tally.rejected(before.reason ?? 'rejected')
    return isKnown
  }
  if (!isUnchanged(print, before.payload, minChange)) return false
  if (before.run === run) tally.sent()
  else tally.unchanged()
  return true
}

/** Collects messages into requests as large as allowed and keeps the ledger in step with them. */
class Outbox {
  readonly #receiver: Receiver
  readonly #book: string
  readonly #tally: Tally
  readonly #context: StepContext
  #waiting: Message[] = []

  constructor(receiver: Receiver, book: string, tally: Tally, context: StepContext) {
    this.#receiver = receiver
    this.#book = book
    this.#tally = tally
    this.#context = context
  }

  add(message: Message): void {
    this.#waiting.push(message)
  }

  async refused(messages: readonly (readonly [Message, reason: string])[]): Promise<void> {
    if (messages.length === 0) return
    await this.#record(messages.map(([message, reason]) => this.#row(message, 'rejected', reason)))
    for (const [, reason] of messages) this.#tally.rejected(reason)
  }

  /** Sends full requests; with `all`, the last one that is not full too. */
  async flush(all: boolean): Promise<void> {
    for (;;) {
      const length = batchLength(this.#waiting, this.#receiver.limits)
      if (length === 0 || (length === this.#waiting.length && !all)) return
      await this.#send(this.#waiting.slice(0, length))
      this.#waiting = this.#waiting.slice(length)
    }
  }

  async #send(batch: readonly Message[]): Promise<void> {
    const { crashPoint, signal } = this.#context
    signal.throwIfAborted()
    await this.#record(batch.map(message => this.#row(message, 'sending')))
    crashPoint('delivery-sending')
    const rejected = await this.#receiver.send(batch, () => this.#tally.request())
    crashPoint('delivery-sent')
    await this.#record(
      batch.map(message => {
        const reason = rejected.get(message)
        return this.#row(message, reason === undefined ? 'acknowledged' : 'rejected', reason)
      }),
    )
    crashPoint('delivery-acknowledged')
    for (const reason of rejected.values()) this.#tally.rejected(reason)
    this.#tally.sent(batch.length - rejected.size)
  }

  #row(message: Message, status: LedgerRow['status'], reason?: string): LedgerRow {
    const { key, print, messageId: id } = message
    const row = { key, payload: print, messageId: id, status, run: this.#context.run.id }
    return reason === undefined ? row : { ...row, reason }
  }

  #record(rows: readonly LedgerRow[]): Promise<void> {
    return this.#context.ledger.write(this.#book, rows)
  }
}

/** How many of the waiting messages go into the next request. */
function batchLength(waiting: readonly Message[], limits: BatchLimits): number {
  let bytes = limits.envelopeBytes
  for (const [i, { encoded }] of waiting.entries()) {
    bytes += Buffer.byteLength(encoded) + 1
    if (i === limits.messages || bytes > limits.bytes) return i
  }
  return waiting.length
}
