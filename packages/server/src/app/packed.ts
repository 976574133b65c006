import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Reply } from '../http/reply.ts'
import { takesEncoding } from '../http/takes-encoding.ts'

/** Below this the time is worth more than the bytes: a score is never packed. */
const smallest = 16_000

/** A large answer of data compressed, for who takes it. Level 1: most of the saving for a fraction of the time. */
export async function packed(reply: Reply, accepted: string | undefined): Promise<Reply> {
  const { body, headers } = reply
  if (typeof body !== 'string' || body.length < smallest) return reply
  const isJson = headers['content-type']?.startsWith('application/json') === true
  if (!isJson || !takesEncoding(accepted, 'gzip')) return reply
  const bytes = await promisify(gzip)(body, { level: 1 })
  return {
    ...reply,
    body: new Uint8Array(bytes),
    headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
  }
}
