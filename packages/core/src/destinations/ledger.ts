/** The state of one row at one destination. */
export interface LedgerRow {
  readonly key: string
  /** Fingerprint of the payload of the last attempt, opaque text: equal for equal payloads. */
  readonly payload: string
  readonly messageId: string
  /** `sending`: a request may be under way; sent again with the same message id after a crash. */
  readonly status: 'sending' | 'acknowledged' | 'rejected'
  readonly reason?: string
  readonly run: string
}

/** Per-row memory of deliveries, one book per (deployment, destination). All writes are transactions. */
export interface Ledger {
  /** The rows of a book for these keys, by key. */
  read(book: string, keys: readonly string[]): Promise<ReadonlyMap<string, LedgerRow>>
  /** Inserts or replaces rows by key. */
  write(book: string, rows: readonly LedgerRow[]): Promise<void>
  counts(book: string): Promise<Readonly<Record<LedgerRow['status'], number>>>
  rejected(book: string, limit: number): Promise<readonly LedgerRow[]>
}
