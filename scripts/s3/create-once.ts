/** As much of the server's context of a request as is needed here. */
export interface Context {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  status: number
  type: string
  body: string
}

export type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>

/** As much of the server's store as is needed here. */
export interface ObjectStore {
  existsObject(bucket: string, key: string): Promise<boolean>
}

const refusal =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>PreconditionFailed</Code>' +
  '<Message>At least one of the pre-conditions you specified did not hold</Message>' +
  '<Condition>If-None-Match</Condition></Error>'

/**
 * Conditional writes, which the server itself lacks: `If-None-Match: *` on what makes an object answers 412 when there
 * is one. Writes to one key wait for each other, as on S3.
 */
export function createOnce(store: ObjectStore): Middleware {
  const writing = new Map<string, Promise<void>>()
  return async (context, next) => {
    const { method, path, headers } = context
    if ((method !== 'PUT' && method !== 'POST') || headers['if-none-match'] !== '*') return next()
    const before = writing.get(path)
    const work = (async () => {
      await before?.catch(() => undefined)
      const [, bucket = '', ...key] = decodeURIComponent(path).split('/')
      if (!(await store.existsObject(bucket, key.join('/')))) return next()
      Object.assign(context, { status: 412, type: 'application/xml', body: refusal })
    })()
    writing.set(path, work)
    try {
      await work
    } finally {
      if (writing.get(path) === work) writing.delete(path)
    }
  }
}
