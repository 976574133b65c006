import { createHash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a text, in hexadecimal: all that is kept of a token or a cookie. */
export function secretDigest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Whether two digests of {@link secretDigest} are the same, in a time that does not say where they differ. */
export function sameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
