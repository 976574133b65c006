import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@sluice/server/client'
import { expect } from 'vitest'
import { until, type AppWorld } from './app-world.ts'

/** A fact about streams of changes, over a database. */
interface LiveCase {
  readonly name: string
  check(world: AppWorld): Promise<void>
}

/** A stream as it came, read until it ends or is ended. */
interface Read {
  readonly text: () => string
  /** What was said with each position, in order. */
  readonly blocks: () => readonly { readonly id?: string; readonly event?: string; readonly data?: string }[]
  end(): void
  readonly ended: Promise<void>
}

/** Opens a stream; `from` is where another one left off. */
export async function readLive(url: string, from?: string): Promise<Read> {
  const stop = new AbortController()
  const response = await fetch(`${url}/v1/live`, {
    signal: stop.signal,
    headers: from === undefined ? {} : { 'last-event-id': from },
  })
  expect(response.status).toBe(200)
  let text = ''
  const reading = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
    }
  }
  return {
    text: () => text,
    blocks: () =>
      text
        .split('\n\n')
        .slice(0, -1)
        .map(block => Object.fromEntries(block.split('\n').map(line => line.split(/: (.*)/s).slice(0, 2)))),
    end: () => stop.abort(),
    ended: reading().catch(() => undefined),
  }
}

/** What each database must hold to. */
export const liveCases: readonly LiveCase[] = [
  {
    name: 'a stream begins with where it is, and says what changes',
    async check(world) {
      const live = await readLive(world.server.url)
      await until(() => live.text().includes('id: '))
      expect(live.text()).toMatch(/^retry: 1000\n\nid: \d+(-\d+)+\n\n$/)
      const { run } = await world.run('acme')
      await until(() => live.text().includes('"datasets"'))
      const said = live.blocks().filter(({ event }) => event === 'change')
      expect(said.map(({ data }) => data)).toEqual(
        expect.arrayContaining([
          JSON.stringify({ topic: 'run', id: run }),
          JSON.stringify({ topic: 'deliveries' }),
        ]),
      )
      live.end()
      await live.ended
    },
  },
  {
    name: 'connections that are cut at random miss nothing while runs go on',
    async check(world) {
      const stop = new AbortController()
      const { port } = new URL(world.server.url)
      const cutting = await cuttingProxy(Number(port))
      const client = createClient({ baseUrl: cutting.url })
      const heard = new Set<string>()
      const positions: string[] = []
      const listening = (async () => {
        for await (const change of client.live({ signal: stop.signal })) {
          expect(change.kind).toBe('change')
          if (positions.at(-1) !== change.position) positions.push(String(change.position))
          if (change.kind === 'change') heard.add(`${change.topic} ${change.id ?? ''}`)
        }
      })()
      await until(() => cutting.open() > 0)
      await pause(300)
      const runs: string[] = []
      for (let i = 0; i < 16; i++) {
        const made = await Promise.all([world.run('acme', day(i)), world.run('bravo', day(i))])
        runs.push(...made.map(({ run }) => run))
        if (i % 4 === 0) await until(() => cutting.open() > 0)
        // Anywhere in what is said.
        await pause(Math.random() * 250)
        if (i % 4 === 0) cutting.cut()
      }
      await until(() => runs.every(run => heard.has(`run ${run}`))).finally(() => stop.abort())
      await listening
      expect(cutting.cuts()).toBe(4)
      await cutting.close()
      // Nothing is said anew: every position is another than those before.
      expect(new Set(positions).size).toBe(positions.length)
    },
  },
  {
    name: 'who comes back with a position hears exactly what came after it',
    async check(world) {
      const first = await readLive(world.server.url)
      await until(() => first.blocks().some(({ id }) => id !== undefined))
      const before = await world.run('acme', day(20))
      await until(() => first.text().includes('"datasets"'))
      const position = first.blocks().findLast(({ id }) => id !== undefined)?.id
      first.end()
      await first.ended
      const missed = await world.run('bravo', day(21))
      const second = await readLive(world.server.url, position)
      await until(() => second.text().includes(missed.run) && second.text().includes('"datasets"'))
      expect(second.text()).not.toContain(before.run)
      expect(second.text()).not.toContain('reset')
      second.end()
      await second.ended
    },
  },
  {
    name: 'a position that is none of these records is answered with reset',
    async check(world) {
      for (const from of ['999999999999-0-0', '99999-9-9-9', 'x', "1' OR 1=1"]) {
        const live = await readLive(world.server.url, from)
        await until(() => live.text().includes('event: reset')).finally(() => live.end())
        await live.ended
      }
    },
  },
]

const day = (i: number) => new Date(Date.UTC(2026, 4, 1 + i, 5)).toISOString()

/** A proxy in front of a port that cuts what is open when it is told to. */
async function cuttingProxy(port: number) {
  const { createServer } = await import('node:net')
  const sockets = new Set<ReturnType<typeof connect>>()
  let cuts = 0
  const server = createServer(near => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>(listens => server.listen(0, '127.0.0.1', listens))
  const cut = () => {
    if (sockets.size > 0) cuts += 1
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    open: () => sockets.size,
    cuts: () => cuts,
    cut,
    close: () =>
      new Promise<void>(closed => {
        server.close(() => closed())
        cut()
      }),
  }
}
