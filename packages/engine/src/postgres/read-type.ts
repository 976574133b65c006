import pg from 'pg'

const jsonTypes = new Set([pg.types.builtins.JSON, pg.types.builtins.JSONB])

/**
 * How a column is read: JSON stays text (the journal keeps texts and parses them where it needs to), 64-bit integers
 * are numbers (counts and sequences; they stay far below 2^53), everything else is the driver's way.
 */
export function readType(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (jsonTypes.has(oid)) return text => text
  if (oid === pg.types.builtins.INT8) return Number
  return format === 'binary'
    ? (pg.types.getTypeParser(oid, 'binary') as (text: string) => unknown)
    : pg.types.getTypeParser(oid, 'text')
}
