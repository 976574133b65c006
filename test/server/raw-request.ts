import { connect, type Socket } from 'node:net'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/**
 * Sends bytes as they are, in these parts, one after the other, and reads until the other side closes or an answer with
 * a length is whole. Status 0: closed without an answer.
 */
export async function rawRequest(
  url: string,
  parts: readonly (string | Uint8Array)[],
  { betweenMs = 0, patienceMs = 15_000 }: { readonly betweenMs?: number; readonly patienceMs?: number } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const answer = reading(socket, patienceMs)
  for (const part of parts) {
    if (socket.destroyed) break
    socket.write(part)
    if (betweenMs > 0) await new Promise(go => setTimeout(go, betweenMs))
  }
  return answer.finally(() => socket.destroy())
}

function reading(socket: Socket, patienceMs: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`no answer, only ${JSON.stringify(text)}`)), patienceMs)
    const done = () => {
      clearTimeout(timer)
      const end = text.indexOf('\r\n\r\n')
      resolve({
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0),
        head: end === -1 ? text : text.slice(0, end),
        body: end === -1 ? '' : text.slice(end + 4),
      })
    }
    socket.setEncoding('utf8')
    socket.on('data', chunk => {
      text += String(chunk)
      const length = /content-length: (\d+)/i.exec(text)?.[1]
      const end = text.indexOf('\r\n\r\n')
      if (length !== undefined && end !== -1 && Buffer.byteLength(text.slice(end + 4)) >= Number(length)) {
        done()
      }
    })
    socket.on('close', done)
    socket.on('error', () => undefined)
  })
}
