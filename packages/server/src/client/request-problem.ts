/** A field of a request that is wrong, below `in` by JSON pointer. */
export interface RequestProblemField {
  readonly in: 'path' | 'query' | 'headers' | 'body'
  readonly pointer: string
  readonly detail: string
}

/** What a server says when it does not do what it was asked (RFC 9457). */
export class RequestProblem extends Error {
  /** 0 where there was no answer. */
  readonly status: number
  /** What problems are told apart by, such as `run-busy`; `no-answer` where there was none. */
  readonly code: string
  readonly fields: readonly RequestProblemField[]
  /** The id of the request, in the server's log. */
  readonly requestId: string | undefined
  /** Whether asking again can help, and after how long. */
  readonly retryAfterMs: number | undefined

  constructor(fields: {
    readonly status: number
    readonly code: string
    readonly detail: string
    readonly fields?: readonly RequestProblemField[]
    readonly requestId?: string | undefined
    readonly retryAfterMs?: number | undefined
    readonly cause?: unknown
  }) {
    super(fields.detail, fields.cause === undefined ? undefined : { cause: fields.cause })
    this.name = 'RequestProblem'
    this.status = fields.status
    this.code = fields.code
    this.fields = fields.fields ?? []
    this.requestId = fields.requestId
    this.retryAfterMs = fields.retryAfterMs
  }
}

/** The problem that an answer is. */
export async function problemOfResponse(response: Response): Promise<RequestProblem> {
  const said: unknown = await response.json().catch(() => undefined)
  const body = typeof said === 'object' && said !== null ? (said as Readonly<Record<string, unknown>>) : {}
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new RequestProblem({
    status: response.status,
    code: typeof body['code'] === 'string' ? body['code'] : `http-${response.status}`,
    detail: typeof body['detail'] === 'string' ? body['detail'] : `the server answered ${response.status}`,
    fields: Array.isArray(body['errors']) ? (body['errors'] as readonly RequestProblemField[]) : [],
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterMs: Number.isFinite(after) ? after * 1000 : undefined,
  })
}
