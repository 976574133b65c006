import type { Ledger, LedgerRow } from '@sluice/core'

/** A ledger in memory, for tests. */
export function memoryLedger(): Ledger {
  const books = new Map<string, Map<string, LedgerRow>>()
  const rowsOf = (book: string) => [...(books.get(book)?.values() ?? [])]
  return {
    read: async (book, keys) => {
      const known = books.get(book)
      const found = keys.flatMap(key => known?.get(key) ?? [])
      return new Map(found.map(row => [row.key, row]))
    },
    write: async (book, rows) => {
      const known = books.get(book) ?? new Map<string, LedgerRow>()
      books.set(book, known)
      for (const row of rows) known.set(row.key, row)
    },
    counts: async book => {
      const count = (status: LedgerRow['status']) => rowsOf(book).filter(row => row.status === status).length
      return {
        sending: count('sending'),
        acknowledged: count('acknowledged'),
        rejected: count('rejected'),
      }
    },
    rejected: async (book, limit) =>
      rowsOf(book)
        .filter(row => row.status === 'rejected')
        .slice(0, limit),
  }
}
