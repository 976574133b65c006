import { createHash } from 'node:crypto'
import { canonicalJson } from '@sluice/core'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * An id of at most 100 characters that is the same whenever the parts are, and different otherwise. Receivers drop a
 * message whose id they have seen, some of them across all of their customers.
 */
export function messageId(parts: readonly string[]): string {
  const digest = createHash('sha256').update(canonicalJson(parts)).digest()
  return `sluice-${base32(digest)}`
}

function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet[(value << (5 - bits)) & 31]
}
