import { createHash } from 'node:crypto'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { rawSql, sql } from '../sql/sql.ts'

// 48 bits of the hash: exact as a number in JavaScript, and a BIGINT in SQL.
const hexDigits = 12

/**
 * SQL (DuckDB) of the fold 0 … `folds - 1` of a text key, spread evenly and the same for ever: it depends on MD5
 * only, and is the same number as {@link foldOf}. `keyTextSql` is SQL of the text; a missing key has no fold. Another
 * `salt` gives folds that are independent of these.
 */
export function foldSql(keyTextSql: string, folds: number, salt = 'fold'): string {
  const [before, after] = aroundKey(folds, salt)
  return `${before}${keyTextSql}${after}`
}

/** As {@link foldSql}, of a part that renders the text. */
export function foldPart(keyText: SqlPart, folds: number, salt = 'fold'): SqlFragment {
  const [before, after] = aroundKey(folds, salt)
  return sql`${rawSql(before)}${keyText}${rawSql(after)}`
}

function aroundKey(folds: number, salt: string): readonly [string, string] {
  checkOptions(folds, salt)
  return [`(('0x' || left(md5('${salt}:' || `, `), ${hexDigits}))::BIGINT % ${folds})::INTEGER`]
}

/** The fold that {@link foldSql} gives a key. */
export function foldOf(key: string, folds: number, salt = 'fold'): number {
  checkOptions(folds, salt)
  const digest = createHash('md5').update(`${salt}:${key}`).digest('hex')
  return Number.parseInt(digest.slice(0, hexDigits), 16) % folds
}

function checkOptions(folds: number, salt: string): void {
  if (!Number.isSafeInteger(folds) || folds < 1) {
    throw new RangeError(`folds must be a whole number from 1, not ${folds}`)
  }
  if (!/^[a-z0-9-]+$/.test(salt)) {
    throw new RangeError(`salt "${salt}" must be lower-case letters, digits and dashes`)
  }
}
