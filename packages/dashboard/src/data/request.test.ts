import { expect, test } from 'vitest'
import { problemOf } from './problem.ts'
import { address, ofSession } from './request.ts'

test.each([
  [{}, '/v1/runs'],
  [{ pipeline: 'a b', limit: 5 }, '/v1/runs?pipeline=a+b&limit=5'],
  [{ pipeline: undefined, status: '' }, '/v1/runs'],
])('%j asks for %s', (query, url) => expect(address('/v1/runs', query)).toBe(url))

test('a problem document is taken over, anything else described by its status', () => {
  expect(problemOf(409, { title: 'Run is busy', detail: 'run 8f2', code: 'run-busy', extra: 1 })).toEqual({
    status: 409,
    title: 'Run is busy',
    detail: 'run 8f2',
    code: 'run-busy',
  })
  expect(problemOf(404, '<html>').title).toBe('There is no such thing')
  expect(problemOf(599, undefined).title).toBe('The server answered 599')
})

test.each([
  ['', {}],
  ['theme=dark; __Host-sluice-csrf=abc', { 'x-sluice-csrf': 'abc' }],
  ['my__Host-sluice-csrf=abc', {}],
])('with the cookies "%s" a change says %j', (cookies, said) => expect(ofSession(cookies)).toEqual(said))
