/** An answer that is not plain JSON data with status 200. */
export interface Reply {
  readonly kind: 'reply'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined
}

/** Makes a {@link Reply}. */
export function reply(
  status: number,
  body?: Reply['body'],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { kind: 'reply', status, headers, body }
}

/** A {@link Reply} of JSON with another status than 200, such as 201 or 202. */
export function json(status: number, data: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return reply(status, JSON.stringify(data), { 'content-type': 'application/json', ...headers })
}

/** True for what {@link reply} made. */
export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'reply'
}
