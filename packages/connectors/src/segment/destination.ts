import { sha256 } from '@sluice/core'
import type { Delivery, Destination, StepContext } from '@sluice/core'
import { deliverChanged, type Receiver } from '../shared/delivery/deliver-changed.ts'
import { pacer } from '../shared/http/pacer.ts'
import { systemTimers, type Timers } from '../shared/http/timers.ts'
import { secretReference } from '../shared/secret-reference.ts'
import { encodeEvent, refusePayload, segmentLimits, type EventOptions } from './event.ts'
import { batchSender } from './send-batch.ts'

/** Where and how rows are sent to Segment. */
export interface SegmentOptions extends EventOptions {
  /** Default `https://api.segment.io`; workspaces in the EU use `https://events.eu1.segmentapis.com`. */
  readonly url?: string
  /** Reference to the write key of the client's source, such as `env:SEGMENT_KEY_ALPINE`. */
  readonly writeKey: string
  /** Default 50; Segment recommends at most 1,000 for a workspace. */
  readonly maxRequestsPerSecond?: number
  /** Numbers that changed by less than this since they were last sent are not sent again; default 0. */
  readonly minChange?: number
}

/**
 * Sends rows to Segment as identify calls (traits) or track events: only those that changed, each exactly once in
 * effect. Segment answers 200 to nearly everything, so what it would drop silently is refused before sending.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { segment } from '@sluice/connectors'
 *
 * const cdp = segment({ writeKey: 'env:SEGMENT_KEY_ALPINE', minChange: 0.01 })
 * assert.equal(cdp.describe.writeKey, 'env:SEGMENT_KEY_ALPINE')
 * ```
 */
export function segment(options: SegmentOptions, timers: Timers = systemTimers): Destination {
  const writeKey = secretReference('writeKey', options.writeKey)
  const url = apiRoot(options.url ?? 'https://api.segment.io')
  const { event, prefix, maxRequestsPerSecond = 50, minChange = 0 } = options
  const describe = { url, writeKey, event, prefix, minChange }
  const pace = pacer(maxRequestsPerSecond, timers)
  const deliver = (rows: Delivery, context: StepContext) => {
    const key = context.secret(writeKey)
    const receiver: Receiver = {
      name: `Segment ${url}`,
      identity: sha256(`${url} ${key}`),
      book: `segment-${sha256(`${url} ${writeKey}`).slice(0, 12)}`,
      limits: segmentLimits,
      minChange,
      encode: row => encodeEvent(row, context.run.asOf.toISOString(), options),
      refuse: refusePayload,
      send: batchSender(
        { url: `${url}/v1/batch`, key, pace, timers, destination: `Segment ${url}` },
        context,
      ),
    }
    return deliverChanged(receiver, rows, context)
  }
  return Object.freeze({ kind: 'segment', describe, deliver })
}

function apiRoot(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1(\/batch)?$/, '')
}
