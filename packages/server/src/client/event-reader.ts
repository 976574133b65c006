/** A server-sent event. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
  /** The last id that was said, in this event or before. */
  readonly id: string | undefined
}

/**
 * Events of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). One without data is given, too,
 * where it says an id: it is where to go on.
 */
export async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  onRetry: (ms: number) => void = () => undefined,
): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let id: string | undefined
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split(/\r\n\r\n|\n\n|\r\r/)
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = fieldsOf(block)
        if (fields.retry !== undefined) onRetry(fields.retry)
        if (fields.id !== undefined) id = fields.id
        if (fields.data !== undefined || fields.id !== undefined) {
          yield { event: fields.event ?? 'message', data: fields.data ?? '', id }
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function fieldsOf(block: string) {
  const found: { event?: string; data?: string; id?: string; retry?: number } = {}
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? []
    if (name === 'data') found.data = found.data === undefined ? value : `${found.data}\n${value}`
    else if (name === 'event') found.event = value
    else if (name === 'id' && !value.includes('\0')) found.id = value
    else if (name === 'retry' && /^\d+$/.test(value)) found.retry = Number(value)
  }
  return found
}
