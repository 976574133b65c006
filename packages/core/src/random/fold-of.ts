import { createHash } from 'node:crypto'

/**
 * SQL that gives a text key one of `buckets` numbers from 0, spread evenly and always the same: the same as
 * {@link foldOf}. `key` is SQL of a text.
 */
export function foldSql(key: string, buckets: number, salt = 'fold'): string {
  if (!/^[a-z]+$/.test(salt)) throw new TypeError(`salt "${salt}" must be lower-case letters`)
  return `(md5_number_lower('${salt}:' || ${key}) % ${Math.trunc(buckets)}::UBIGINT)::INTEGER`
}

/** The number that {@link foldSql} gives a key: the lower 64 bits of its MD5, modulo `buckets`. */
export function foldOf(key: string, buckets: number, salt = 'fold'): number {
  const digest = createHash('md5').update(`${salt}:${key}`).digest()
  return Number(digest.readBigUInt64LE(8) % BigInt(buckets))
}
