import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestInvalid } from '../errors/request-invalid.ts'
import { z } from 'zod'
import { matcherOf } from './matcher.ts'
import { paramNames, route, type Method, type Route } from './route.ts'
import { queryOf, targetOf } from './target.ts'

const of = (method: Method, path: string): Route =>
  route({
    method,
    path,
    summary: path,
    role: 'viewer',
    scope: 'client',
    params: z.looseObject({}),
    response: z.string(),
    handle: () => path,
  })

const match = matcherOf([
  of('GET', '/v1/runs'),
  of('POST', '/v1/runs'),
  of('GET', '/v1/runs/{run}'),
  of('POST', '/v1/runs/{run}:cancel'),
  of('GET', '/v1/runs/newest'),
  of('GET', '/v1/runs/{run}/steps/{step}'),
  of('POST', '/v1/runs/{run}/steps/{step}:skip'),
  of('POST', '/v1/backfills:preview'),
  of('GET', '/v1/runs/newest/why'),
])

function found(method: Method, raw: string): unknown {
  const matched = match(targetOf(raw))
  const there = matched?.routes.get(method)
  if (matched === undefined) return undefined
  if (there === undefined) return [...matched.routes.keys()]
  return [there.path, ...paramNames(there.path).map((name, i) => `${name}=${matched.values[i]}`)]
}

test.each<[Method, string, unknown]>([
  ['GET', '/v1/runs', ['/v1/runs']],
  ['DELETE', '/v1/runs', ['GET', 'POST']],
  ['GET', '/v1/runs/7', ['/v1/runs/{run}', 'run=7']],
  ['GET', '/v1/runs/newest', ['/v1/runs/newest']],
  ['GET', '/v1/runs/newest/steps/a', ['/v1/runs/{run}/steps/{step}', 'run=newest', 'step=a']],
  ['POST', '/v1/runs/7:cancel', ['/v1/runs/{run}:cancel', 'run=7']],
  ['POST', '/v1/runs/7%3Acancel', ['GET']],
  ['GET', '/v1/runs/7:cancel', ['POST']],
  ['POST', '/v1/runs/7:explode', undefined],
  ['POST', '/v1/runs/:cancel', undefined],
  [
    'POST',
    '/v1/runs/7/steps/pulls%5Ba%3Ab%2Fc%5D:skip',
    ['/v1/runs/{run}/steps/{step}:skip', 'run=7', 'step=pulls[a:b/c]'],
  ],
  ['POST', '/v1/backfills:preview', ['/v1/backfills:preview']],
  ['GET', '/v1/runs/', undefined],
  ['GET', '/v1//runs', undefined],
  ['GET', '//v1/runs', undefined],
  ['GET', '/v1/RUNS', undefined],
  ['GET', '/v1/runs/%252e', ['/v1/runs/{run}', 'run=%2e']],
  ['GET', '/v1/runs/S%C3%B6hne', ['/v1/runs/{run}', 'run=Söhne']],
])('%s %s', (method, raw, expected) => {
  expect(found(method, raw)).toEqual(expected)
})

test.each([
  '/v1/../etc/passwd',
  '/v1/%2e%2e/etc',
  '/v1/.%2e/etc',
  '/v1/runs/..%2f..%2fetc',
  '/v1/runs/..%5c..%5cetc',
  '/v1/./runs',
  '/v1/runs/%00',
  '/v1/runs/%0a',
  '/v1/runs/%',
  '/v1/runs/%zz',
  '/v1/runs/%c3%28',
  '/v1/runs/ü',
  'http://elsewhere/v1/runs',
  '*',
  '',
])('%s is refused', raw => {
  expect(() => targetOf(raw)).toThrow('path')
})

test.each([
  ['', {}],
  ['a=1&b=x+y', { a: '1', b: 'x y' }],
  ['a=%2B&&c', { a: '+', c: '' }],
  ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
])('query %s', (query, expected) => {
  expect(queryOf(query)).toEqual(expected)
})

test.each([
  ['a=1&a=2', 'query/a: is given twice'],
  ['a=%', 'percent sign'],
  ['a=%ff', 'percent sign'],
  ['a=%00', 'zero character'],
])('query %s is refused', (query, message) => {
  expect(() => queryOf(query)).toThrow(message)
})

test('two routes with the same path are a mistake', () => {
  expect(() => matcherOf([of('GET', '/v1/a/{b}'), of('GET', '/v1/a/{c}')])).toThrow('two routes')
})

test('whatever is sent is a target without steps, or is refused', () => {
  const parts = fc.constantFrom(
    '/',
    '..',
    '.',
    '%2e',
    '%2f',
    '%5c',
    '%25',
    '%00',
    '%',
    ':',
    '?',
    'a',
    'ü',
    '//',
    '\\\\',
  )
  const targets = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(parts).map(list => `/${list.join('')}`),
  )
  fc.assert(
    fc.property(targets, raw => {
      try {
        const { segments, path, query } = targetOf(raw)
        queryOf(query)
        for (const text of [...segments, path]) {
          expect(text.split(/[/\\]/)).not.toContain('..')
          expect(text).not.toContain('\0')
        }
      } catch (error) {
        expect(error).toBeInstanceOf(RequestInvalid)
      }
    }),
    { numRuns: 2000 },
  )
})
