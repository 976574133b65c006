import type { IncomingMessage } from 'node:http'
import { BodyTooLarge } from '../errors/body-too-large.ts'
import { MediaUnsupported } from '../errors/media-unsupported.ts'
import { RequestInvalid } from '../errors/request-invalid.ts'

/**
 * The body of a request as text; nothing more is read than `limit` bytes.
 *
 * @throws BodyTooLarge; RequestInvalid when it is not UTF-8 or was cut off
 */
export async function bodyText(incoming: IncomingMessage, limit: number): Promise<string> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge({ limit })
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    await new Promise<void>((resolve, reject) => {
      const ended = () => (incoming.complete ? resolve() : reject(new Error('cut off')))
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= limit) return void chunks.push(chunk)
        incoming.pause()
        incoming.removeAllListeners('data')
        reject(new BodyTooLarge({ limit }))
      })
      incoming.once('end', ended).once('error', reject).once('close', ended)
    })
  } catch (error) {
    if (error instanceof BodyTooLarge) throw error
    throw invalid('was cut off')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
    )
  } catch {
    throw invalid('is not UTF-8')
  }
}

/** A body as it was sent, and what it says. */
export interface JsonBody {
  readonly text: string
  readonly value: unknown
}

const nothing: JsonBody = { text: '', value: {} }

/**
 * The body of a request as what its JSON says; `{}` where there is no body.
 *
 * @throws MediaUnsupported, BodyTooLarge; RequestInvalid when it is not JSON or has a zero character in it
 */
export async function jsonBody(incoming: IncomingMessage, limit: number): Promise<JsonBody> {
  const { headers } = incoming
  const isThere = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!isThere) return nothing
  assertJson(headers)
  const text = await bodyText(incoming, limit)
  if (text === '') return nothing
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // V8 quotes what was sent; where it is wrong is enough.
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    throw invalid(`is not JSON${at === undefined ? '' : ` (at character ${at})`}`)
  }
  if (text.includes(String.raw`\u0000`) && hasZero(value)) throw invalid('has a zero character in it')
  return { text, value }
}

function assertJson(headers: IncomingMessage['headers']): void {
  const { 'content-type': type = '', 'content-encoding': encoding } = headers
  const json = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i
  if (!json.test(type)) throw new MediaUnsupported({ header: 'content-type', found: type })
  if (encoding !== undefined && encoding !== 'identity') {
    throw new MediaUnsupported({ header: 'content-encoding', found: encoding })
  }
}

/** PostgreSQL cannot keep it in text; it is never meant. However deep it is nested. */
function hasZero(value: unknown): boolean {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string' && next.includes('\0')) return true
    if (typeof next === 'object' && next !== null) open.push(...Object.keys(next), ...Object.values(next))
  }
  return false
}

function invalid(reason: string): RequestInvalid {
  return new RequestInvalid([{ where: 'body', reason }])
}
