import type { Payload } from '../shared/delivery/payload.ts'
import type { BatchLimits } from '../shared/delivery/deliver-changed.ts'

/** What Segment's batch endpoint accepts. Beyond the count it answers 200 and drops events. */
export const segmentLimits: BatchLimits = {
  messages: 2_500,
  bytes: 500_000,
  messageBytes: 32_000,
  envelopeBytes: '{"batch":[]}'.length,
}

/** How rows become events. */
export interface EventOptions {
  /** Name of a track event to send for each row; without it, rows are identify calls. */
  readonly event?: string
  /** Put before every field's name. */
  readonly prefix?: string
}

/** The event of one row as JSON. */
export function encodeEvent(
  row: { readonly key: string; readonly payload: Payload; readonly messageId: string },
  timestamp: string,
  { event, prefix = '' }: EventOptions,
): string {
  const fields = Object.fromEntries(
    Object.entries(row.payload).map(([name, value]) => [`${prefix}${name}`, value]),
  )
  const content =
    event === undefined ? { type: 'identify', traits: fields } : { type: 'track', event, properties: fields }
  return JSON.stringify({ ...content, userId: row.key, messageId: row.messageId, timestamp })
}

/** Why a payload has no faithful form in JSON. */
export function refusePayload(payload: Payload): string | undefined {
  for (const [field, value] of Object.entries(payload)) {
    if (typeof value === 'number' && !Number.isFinite(value)) return `"${field}" is infinite`
  }
  return undefined
}
