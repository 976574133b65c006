import { connect, type Socket } from 'node:net'

/** Requests at a fixed rate, whatever the answers do: who is late is late for all that wait. */
export interface OpenLoop {
  readonly host: string
  readonly port: number
  /** Whole requests, sent in turn. */
  readonly requests: readonly Buffer[]
  readonly perSecond: number
  readonly seconds: number
  /** Connections that are kept open; each carries one request at a time. */
  readonly connections: number
}

/** What came of them; times in milliseconds from when a request was due to the end of its answer. */
export interface OpenLoopResult {
  readonly sent: number
  /** Answers without status 200, and connections that broke. */
  readonly failed: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

interface Line {
  readonly socket: Socket
  due: number
  left: Buffer
  busy: boolean
}

/** Sends requests when they are due; one that finds no free connection waits, and its waiting counts. */
export async function openLoop(options: OpenLoop): Promise<OpenLoopResult> {
  const { requests, perSecond, seconds, connections } = options
  const total = Math.round(perSecond * seconds)
  const times = new Float64Array(total)
  let [sent, answered, failed] = [0, 0, 0]
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const free: Line[] = []
  const lines = await Promise.all(Array.from({ length: connections }, () => open(options)))
  for (const line of lines) {
    line.socket.on('data', chunk => {
      line.left = line.left.length === 0 ? chunk : Buffer.concat([line.left, chunk])
      const status = answeredBy(line)
      if (status === undefined) return
      times[answered++] = performance.now() - line.due
      if (status !== 200) failed += 1
      line.busy = false
      free.push(line)
      if (answered === total) resolve()
    })
    line.socket.on('close', () => {
      if (line.busy && answered < total) {
        failed += 1
        times[answered++] = performance.now() - line.due
        if (answered === total) resolve()
      }
    })
    free.push(line)
  }
  const start = performance.now()
  // Spins: a timer is a millisecond late at best.
  const turn = () => {
    while (sent < total && performance.now() >= start + (sent * 1000) / perSecond) {
      const line = free.pop()
      if (line === undefined) break
      line.due = start + (sent * 1000) / perSecond
      line.busy = true
      line.socket.write(requests[sent % requests.length] as Buffer)
      sent += 1
    }
    if (sent < total) setImmediate(turn)
  }
  turn()
  await done
  for (const { socket } of lines) socket.destroy()
  const sorted = times.toSorted()
  const at = (share: number) => sorted[Math.min(total - 1, Math.floor(total * share))] as number
  return { sent, failed, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) }
}

async function open({ host, port }: OpenLoop): Promise<Line> {
  const socket = connect({ host, port, noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.on('error', () => undefined)
  return { socket, due: 0, left: Buffer.alloc(0), busy: false }
}

/** The status of a whole answer, which is then taken away; nothing while some of it is missing. */
function answeredBy(line: Line): number | undefined {
  const end = line.left.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = line.left.subarray(0, end).toString('latin1')
  const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN)
  if (Number.isNaN(length)) throw new Error(`an answer without content-length:\n${head}`)
  if (line.left.length < end + 4 + length) return undefined
  line.left = line.left.subarray(end + 4 + length)
  return Number(head.slice(9, 12))
}

/** A request as bytes. */
export function post(path: string, body: string): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n`
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
