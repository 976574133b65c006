import pg from 'pg'

const { JSON, JSONB, INT8 }: Readonly<Record<string, number>> = pg.types.builtins
const driver: (oid: number, format?: 'text' | 'binary') => (text: string) => unknown = pg.types.getTypeParser

/**
 * How a column is read: JSON stays text (the journal keeps texts and parses them where it needs to), 64-bit integers
 * are numbers (counts and sequences; they stay far below 2^53), everything else is the driver's way.
 */
export function readType(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === JSON || oid === JSONB) return text => text
  return oid === INT8 ? Number : driver(oid, format)
}
