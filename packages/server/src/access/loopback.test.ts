import { expect, test } from 'vitest'
import { isLoopback, notFromHere } from './loopback.ts'

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['', false],
  ['192.168.1.2', false],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
])('%s is loopback: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is)
})

const here = { method: 'GET', remoteAddress: '127.0.0.1' }
const host = '127.0.0.1:4747'

test.each([
  { host },
  { host: 'localhost:4747' },
  { host: '[::1]:4747' },
  { host, origin: `http://${host}` },
  { host, 'sec-fetch-site': 'same-origin' },
  { host, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
])('%j is from here', headers => {
  expect(notFromHere({ ...here, headers })).toBeUndefined()
})

test.each([
  [{}, 'Host'],
  [{ host: 'evil.example' }, 'Host'],
  [{ host: '127.0.0.1.evil.example' }, 'Host'],
  [{ host: 'localhost@evil.example' }, 'Host'],
  [{ host: '0.0.0.0:4747' }, 'Host'],
  [{ host, origin: 'https://evil.example' }, 'origin'],
  [{ host, origin: 'null' }, 'origin'],
  [{ host, origin: 'http://127.0.0.1:3000' }, 'origin'],
  [{ host, forwarded: 'for=1.2.3.4' }, 'proxy'],
  [{ host, 'x-forwarded-for': '127.0.0.1' }, 'proxy'],
  [{ host, 'x-forwarded-host': 'a' }, 'proxy'],
  [{ host, 'x-real-ip': '127.0.0.1' }, 'proxy'],
  [{ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'site'],
  [{ host, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 'site'],
])('%j is not: %s', (headers, why) => {
  expect(notFromHere({ ...here, headers })).toContain(why)
})

test.each(['10.0.0.1', '::ffff:10.0.0.1', '', '1127.0.0.1'])('not from %j', remoteAddress => {
  expect(notFromHere({ ...here, remoteAddress, headers: { host } })).toContain('this machine')
})

test('nothing is changed by following a link', () => {
  const headers = { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  expect(notFromHere({ ...here, method: 'POST', headers })).toContain('another site')
})
