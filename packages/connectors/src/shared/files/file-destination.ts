import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { identifier, sha256, sql } from '@sluice/core'
import type { Delivery, DeliveryReport, Destination, SqlPart, StepContext } from '@sluice/core'
import { DestinationRefused } from '../../errors/destination-refused.ts'
import { DestinationUnavailable } from '../../errors/destination-unavailable.ts'
import { checkDelivery, deliveryQuery } from '../delivery/payload.ts'
import { missingKey, Tally } from '../delivery/tally.ts'
import { textLiteral } from '../literal.ts'
import { sqlReason } from '../sql-reason.ts'

/** How a file is written: the options of DuckDB's COPY. */
export interface WriteFormat {
  readonly kind: string
  readonly copyOptions: SqlPart
}

/** A destination that replaces a file: readers see the old one or the whole new one, never a part. */
export function fileDestination(path: string, format: WriteFormat): Destination {
  return Object.freeze({
    kind: format.kind,
    describe: { path },
    deliver: (rows: Delivery, context: StepContext) => writeFile(path, format, rows, context),
  })
}

async function writeFile(
  path: string,
  { copyOptions }: WriteFormat,
  delivery: Delivery,
  { data, run, step, signal, crashPoint, progress }: StepContext,
): Promise<DeliveryReport> {
  await checkDelivery(path, delivery, data)
  const target = resolve(path)
  // The same name in every try of a step, so that what a killed one left is overwritten.
  const attempt = sha256(`${run.id} ${step} ${target}`).slice(0, 12)
  const partial = join(dirname(target), `.${basename(target)}.${attempt}.partial`)
  const hasKey = sql`${identifier(delivery.key)} IS NOT NULL`
  const rows = sql`SELECT * FROM (${deliveryQuery(delivery, data)}) WHERE ${hasKey}`
  try {
    await mkdir(dirname(target), { recursive: true })
    await data.run(sql`COPY (${rows}) TO ${textLiteral(partial)} (${copyOptions})`)
    signal.throwIfAborted()
    await flush(partial)
    crashPoint('delivery-staged')
    await rename(partial, target)
    await flush(dirname(target))
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    signal.throwIfAborted()
    throw failure(path, error)
  }
  crashPoint('delivery-visible')
  const count = sql<{ keys: number }>`SELECT count(*) AS keys FROM (${rows})`
  const sent = (await data.rows(count))[0]?.keys ?? 0
  const tally = new Tally()
  tally.request()
  tally.sent(sent)
  tally.rejected(missingKey, delivery.dataset.rows - sent)
  progress(tally.rows, delivery.dataset.rows)
  return tally.report()
}

/** Makes a file or a folder's entries survive a loss of power. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function failure(destination: string, cause: unknown): unknown {
  const isOfFiles = cause instanceof Error && 'syscall' in cause
  const reason = isOfFiles ? cause.message : sqlReason(cause)
  if (reason === undefined) return cause
  return /no space|ENOSPC|EDQUOT|EIO/i.test(reason)
    ? new DestinationUnavailable({ destination, reason, cause })
    : new DestinationRefused({ destination, reason, cause })
}
