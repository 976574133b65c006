import { join } from 'node:path'
import { rawSql } from '@sluice/core'
import type { Destination } from '@sluice/core'
import type { DestinationWorld } from './destination-contract.ts'
import type { TestData } from './test-context.ts'

/** A file as a receiver for the contract, read back with a function of DuckDB. */
export function fileReceiver(
  { data, folder }: TestData,
  name: string,
  read: (path: string) => string,
  destination: (path: string) => Destination,
): DestinationWorld {
  const path = join(folder, 'deliveries', name)
  return {
    destination: destination(path),
    received: async () => {
      const rows = await data.rows(rawSql<Record<string, unknown>>(`SELECT * FROM ${read(path)}`))
      const times = await data.rows(
        rawSql<Record<string, unknown>>(`SELECT COLUMNS(*)::VARCHAR FROM ${read(path)}`),
      )
      return new Map(rows.map((row, i) => [String(text(row['customer'])), payload(row, times[i] ?? {})]))
    },
    close: async () => undefined,
  }
}

function payload(row: Record<string, unknown>, texts: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).filter(([name]) => name !== 'customer')
  return Object.fromEntries(entries.map(([name, value]) => [name, text(value, String(texts[name]))]))
}

/** A time as ISO 8601 text with the microseconds that a Date does not have. */
function text(value: unknown, exact = ''): unknown {
  if (!(value instanceof Date)) return value
  const micros = /\.\d{4,6}$/.exec(exact)?.[0].padEnd(7, '0')
  return micros === undefined ? value.toISOString() : value.toISOString().replace(/\.\d+Z$/, `${micros}Z`)
}
