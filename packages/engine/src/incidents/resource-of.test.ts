import { expect, test } from 'vitest'
import { pipeline, planOf, SluiceError, step, type SourceTables } from '@sluice/core'
import { z } from 'zod'
import { receivedError, sentError } from '../isolation/sent-error.ts'
import { errorRecord } from '../run/error-record.ts'
import { resourceOfError, resourceOfStep, upstreamOf } from './resource-of.ts'

class Gone extends SluiceError {
  readonly code = 'gone'
  override readonly retry = 'later'
  readonly database = 'PostgreSQL at wh:5432/shop'
}

class Wrong extends SluiceError {
  readonly code = 'wrong'
  readonly database = 'PostgreSQL at wh:5432/shop'
}

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED', address: '10.0.0.7', port: 443 })

test.each<[string, unknown, string | undefined]>([
  ['a database', new Gone('no answer'), 'PostgreSQL at wh:5432/shop'],
  ['what caused it', new TypeError('fetch failed', { cause: refused }), '10.0.0.7:443'],
  ['a host', Object.assign(new Error('x'), { hostname: 'api.example.com' }), 'api.example.com'],
  ['nothing', new TypeError('x is not a function'), undefined],
  ['no text', Object.assign(new Error('x'), { host: 7 }), undefined],
  ['no error', 'text', undefined],
])('an error names %s', (_name, error, expected) => {
  expect(resourceOfError(error)).toBe(expected)
})

test('the journal keeps the system where a later try can help, from another process too', () => {
  const redact = (text: string) => text.replace('shop', '…')
  expect(errorRecord(new Gone('no answer'), redact).resource).toBe('PostgreSQL at wh:5432/…')
  expect(errorRecord(new Wrong('no such column'), redact).resource).toBeUndefined()
  const sent = receivedError(sentError(new Gone('no answer'))) as SluiceError
  expect(errorRecord(sent, redact).resource).toBe('PostgreSQL at wh:5432/…')
})

const sources = (...connections: readonly string[]) =>
  Object.fromEntries(
    connections.map((connection, i) => [`t${i}`, { source: { connection } }]),
  ) as unknown as SourceTables

test.each<[string, Parameters<typeof step>[0], string | undefined]>([
  ['the resource that it names', { inputs: {}, run: () => 1, limits: { resources: ['wh'] } }, 'wh'],
  ['none of several', { inputs: {}, run: () => 1, limits: { resources: ['wh', 'ads'] } }, undefined],
  [
    'the connection of its sources',
    { inputs: {}, run: () => 1, sources: sources('postgres:env:A', 'postgres:env:A') },
    'postgres:env:A',
  ],
  [
    'no connection of several',
    { inputs: {}, run: () => 1, sources: sources('postgres:env:A', 'postgres:env:B') },
    undefined,
  ],
  ['no file', { inputs: {}, run: () => 1, sources: sources('csv:{"path":"a"}') }, undefined],
  ['nothing', { inputs: {}, run: () => 1 }, undefined],
])('a step uses %s', (_name, definition, expected) => {
  expect(resourceOfStep(planned({ read: step(definition) }).steps[0])).toBe(expected)
})

test('upstream of a step is what it needs, through others too', () => {
  const a = step({ inputs: {}, run: () => 1 })
  const b = step({ inputs: { a }, run: () => 1 })
  const c = step({ inputs: { b }, run: () => 1 })
  const other = step({ inputs: {}, run: () => 1 })
  const plan = planned({ a, b, c, other })
  expect([...upstreamOf(plan, 'c')].toSorted()).toEqual(['a', 'b'])
  expect([...upstreamOf(plan, 'c[x].pull')].toSorted()).toEqual(['a', 'b'])
  expect([...upstreamOf(plan, 'a')]).toEqual([])
})

function planned(steps: Record<string, ReturnType<typeof step>>) {
  const declared = pipeline('p', { params: z.object({}), steps: () => steps })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date(0) })
}
