import type { InvalidField } from '../errors/request-invalid.ts'
import { reply, type Reply } from '../http/reply.ts'

/** Why a request was not answered as asked (RFC 9457). */
export interface Problem {
  /** The page about the code. */
  readonly type: string
  /** The code in words. */
  readonly title: string
  readonly status: number
  readonly detail: string
  /** `urn:uuid:` and the id of the request, as in its header `x-request-id` and in the server's log. */
  readonly instance: string
  readonly code: string
  /** Each field of the request that is wrong. */
  readonly errors?: readonly ProblemField[]
}

/** A field that is wrong. */
export interface ProblemField {
  readonly in: 'path' | 'query' | 'headers' | 'body'
  /** A JSON pointer below `in`: `/rows/0/spend`; '' for all of it. */
  readonly pointer: string
  readonly detail: string
}

/** What a problem is made of. */
export interface ProblemFields {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId: string
  readonly fields?: readonly InvalidField[]
}

/** Makes a {@link Problem}. */
export function problem({ status, code, detail, requestId, fields }: ProblemFields): Problem {
  const words = code.replaceAll('-', ' ')
  return {
    type: `docs/errors/${code}.md`,
    title: words.slice(0, 1).toUpperCase() + words.slice(1),
    status,
    detail,
    instance: `urn:uuid:${requestId}`,
    code,
    ...(fields !== undefined && { errors: fields.map(fieldOf) }),
  }
}

/** Answers a problem. */
export function problemReply(fields: ProblemFields, headers: Readonly<Record<string, string>> = {}): Reply {
  const type = { 'content-type': 'application/problem+json' }
  return reply(fields.status, JSON.stringify(problem(fields)), { ...headers, ...type })
}

const places = ['path', 'query', 'headers', 'body'] as const

function fieldOf({ where, reason }: InvalidField): ProblemField {
  const at = where.indexOf('/')
  const first = at === -1 ? where : where.slice(0, at)
  const place = places.find(name => name === first) ?? 'body'
  return { in: place, pointer: at === -1 ? '' : where.slice(at), detail: reason }
}
