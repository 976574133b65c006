import { createHash, randomUUID } from 'node:crypto'
import { AnswerNotKept } from '../errors/answer-not-kept.ts'
import { KeyReused } from '../errors/key-reused.ts'
import { RequestInvalid } from '../errors/request-invalid.ts'
import { RequestRunning } from '../errors/request-running.ts'
import type { Reply } from '../http/reply.ts'
import { leaseMs, type KeyedRequest, type RepeatStore } from './repeat-store.ts'

/** A write and its key. */
export interface KeyedWrite {
  readonly principal: string
  /** The header as it came. */
  readonly key: string
  /** All that says what is asked: method, path, query, body. */
  readonly asked: readonly string[]
  /** The answer shows a secret and is not kept. */
  readonly hidden: boolean
}

/** What answering once needs. */
export interface OnceScope {
  readonly store: RepeatStore
  /** Gets what goes wrong with keeping an answer, which is given all the same. */
  readonly onTrouble: (error: unknown) => void
}

/**
 * Answers a write that may be repeated: the first time by doing it, later with the answer of the first time. Answers
 * that say that the server failed are not kept, nor are errors that are thrown.
 *
 * @throws KeyReused, RequestRunning, AnswerNotKept; RequestInvalid for a key that is none; what `answer` throws
 */
export async function answerOnce(
  { store, onTrouble }: OnceScope,
  { principal, key, asked, hidden }: KeyedWrite,
  answer: () => Promise<Reply>,
): Promise<Reply> {
  if (!/^[!-~]{1,200}$/.test(key)) {
    const reason = 'must be 1 to 200 visible ASCII characters, such as a random UUID, and sent once'
    throw new RequestInvalid([{ where: 'headers/idempotency-key', reason }])
  }
  const digest = createHash('sha256').update(JSON.stringify(asked)).digest('hex')
  const request: KeyedRequest = { principal, key, digest, token: randomUUID() }
  const known = await store.begin(request)
  if (known.kind === 'done') {
    return { ...known.reply, headers: { ...known.reply.headers, 'idempotent-replay': 'true' } }
  }
  if (known.kind === 'other') throw new KeyReused({ key })
  if (known.kind === 'running') throw new RequestRunning({ key })
  if (known.kind === 'not-kept') throw new AnswerNotKept({ key })
  const beat = setInterval(() => void store.renew(request).catch(onTrouble), leaseMs / 4)
  try {
    const reply = await answer()
    const isKept = reply.status < 500 && !(reply.body instanceof ReadableStream)
    await (isKept ? store.done(request, reply, hidden) : store.forget(request)).catch(onTrouble)
    return reply
  } catch (error) {
    await store.forget(request).catch(onTrouble)
    throw error
  } finally {
    clearInterval(beat)
  }
}
