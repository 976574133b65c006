/** Where a test may kill a process while it delivers, in order of time. */
export const deliveryCrashPoints = [
  /** Messages are written to the ledger; no request was made yet. */
  'delivery-sending',
  /** The request was answered; the ledger does not know it. */
  'delivery-sent',
  /** The ledger knows the answers. */
  'delivery-acknowledged',
  /** Rows are in the transaction or the temporary file, visible to nobody. */
  'delivery-staged',
  /** Rows are visible; the step has not finished. */
  'delivery-visible',
] as const

/** One of {@link deliveryCrashPoints}. */
export type DeliveryCrashPoint = (typeof deliveryCrashPoints)[number]
