import { createHash } from 'node:crypto'

/** Of names of Sluice; made once by chance. */
const space = Buffer.from('6f1d2f0b5a0c4c39a4a86a4d0c9c7b51', 'hex')

/** The UUID of version 5 (RFC 9562) for a name: the same name has the same one everywhere. */
export function uuid5(name: string): string {
  const bytes = createHash('sha1').update(space).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
