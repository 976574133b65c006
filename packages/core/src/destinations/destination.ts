import type { DatasetRef } from '../data/refs.ts'
import type { StepContext } from '../pipeline/context.ts'

/** What a delivery did; rows = sent + unchanged + rejected. */
export interface DeliveryReport {
  readonly rows: number
  readonly sent: number
  readonly unchanged: number
  readonly rejected: number
  readonly requests: number
  /** Reasons of rejections with their counts. */
  readonly reasons: Readonly<Record<string, number>>
}

/** Where scores go. `deliver` is safe to call again after a crash: no row arrives twice. */
export interface Destination {
  readonly kind: string
  readonly describe: Readonly<Record<string, unknown>>
  readonly deliver: (rows: Delivery, context: StepContext) => Promise<DeliveryReport>
}

/** The rows to deliver: a dataset with a unique key column; the other columns are the payload. */
export interface Delivery {
  readonly dataset: DatasetRef
  readonly key: string
  /** Names the payload fields at the destination; all columns but the key under their own names when absent. */
  readonly fields?: Readonly<Record<string, string>>
}
