import type { Change } from '@sluice/engine'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Principal } from '../access/principal.ts'
import { liveStream, type LiveStream, type StreamOptions } from './live-stream.ts'

const ann: Principal = { kind: 'token', id: 'token:1', name: 'ann', role: 'viewer', clients: ['acme'] }
let ended = 0
const open = (options: Partial<StreamOptions> = {}): LiveStream =>
  liveStream({ principal: ann, onEnd: () => (ended += 1), ...options })

function change(subject: string, more: Partial<Change> = {}): Change {
  return { of: 'run', subject, kind: 'step-finished', deployment: 'acme', position: subject, ...more }
}

beforeEach(() => {
  ended = 0
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

/** What is there to read now. */
async function readAll(stream: LiveStream, chunks: number): Promise<string> {
  const reader = stream.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let i = 0; i < chunks; i++) text += decoder.decode((await reader.read()).value)
  reader.releaseLock()
  return text
}

test.each<[string, readonly Change[], string]>([
  [
    'a step',
    [change('r1', { kind: 'step-log' })],
    'event: change\ndata: {"topic":"step","id":"r1"}\n\nid: 9\n\n',
  ],
  [
    'the same twice',
    [change('r1'), change('r1')],
    'event: change\ndata: {"topic":"run","id":"r1"}\n\nid: 9\n\n',
  ],
  ['what is of others', [change('r1', { deployment: 'bravo' })], 'id: 9\n\n'],
  [
    'a model of theirs',
    [change('m/acme', { of: 'model', deployment: undefined as never })],
    'event: change\ndata: {"topic":"model","id":"m/acme"}\n\nid: 9\n\n',
  ],
  ['a model of others', [{ of: 'model', subject: 'm/bravo', kind: 'promoted', position: '1' }], 'id: 9\n\n'],
  [
    'a backfill',
    [change('p', { of: 'schedule', backfill: 'b' })],
    'event: change\ndata: {"topic":"deployment","id":"p/acme"}\n\nevent: change\ndata: {"topic":"backfill","id":"b"}\n\nid: 9\n\n',
  ],
])('%s is said', async (_name, changes, expected) => {
  const stream = open()
  stream.listener.changed(changes, '9')
  expect(await readAll(stream, 2)).toBe(`retry: 1000\n\n${expected}`)
})

test('who does not read is not waited for, and hears of a reset when they do', async () => {
  const stream = open({ waitingBytes: 200 })
  for (let i = 0; i < 1000; i++) stream.listener.changed([change(`r${i}`)], String(i))
  const text = await readAll(stream, 6)
  expect(text).toContain('"r0"')
  expect(text).not.toContain('"r999"')
  expect(text.match(/event: reset/g)).toHaveLength(1)
  expect(text).toMatch(/event: reset\nid: 999\ndata: \{\}\n\n$/)
  stream.listener.changed([change('next')], '1000')
  expect(await readAll(stream, 1)).toContain('"next"')
})

test('who reads nothing for a minute is let go', async () => {
  const stream = open({ waitingBytes: 100 })
  for (let i = 0; i < 50; i++) stream.listener.changed([change(`r${i}`)], String(i))
  await vi.advanceTimersByTimeAsync(59_000)
  expect(ended).toBe(0)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(ended).toBe(1)
})

test('something is said now and then, with where to go on, and a stream ends in time', async () => {
  const stream = open()
  stream.listener.changed([change('r', { deployment: 'bravo' })], '7')
  await readAll(stream, 2)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await readAll(stream, 1)).toBe(': beat\nid: 7\n\n')
  const rest = (async () => {
    let count = 0
    for await (const _ of stream.body) count += 1
    return count
  })()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(await rest).toBeGreaterThan(30)
  expect(ended).toBe(1)
})

test('who goes away ends it, once', async () => {
  const stream = open()
  await stream.body.cancel()
  stream.end()
  stream.listener.changed([change('r')], '1')
  expect(ended).toBe(1)
})
