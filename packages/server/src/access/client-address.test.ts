import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const trusted = ['10.0.0.0/8', '::1']

test.each([
  ['the connection, whatever is said', '8.8.8.8', '1.2.3.4', '8.8.8.8'],
  ['what a proxy says', '10.1.2.3', '1.2.3.4', '1.2.3.4'],
  ['the last that no proxy invented', '10.1.2.3', '6.6.6.6, 1.2.3.4, 10.9.9.9', '1.2.3.4'],
  ['a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
  ['a proxy that says nonsense', '10.1.2.3', '"; drop table', '10.1.2.3'],
  ['an address of IPv4 in one of IPv6', '::ffff:10.1.2.3', '::ffff:1.2.3.4', '1.2.3.4'],
  ['an address of IPv6', '::1', '2001:db8::7', '2001:db8::7'],
  ['proxies alone', '10.1.2.3', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
])('%s', (_, remoteAddress, said, address) => {
  const headers = said === undefined ? {} : { 'x-forwarded-for': said }
  expect(clientAddress(trusted)({ remoteAddress, headers })).toBe(address)
})

test('without proxies nobody is believed', () => {
  const headers = { 'x-forwarded-for': '1.2.3.4' }
  expect(clientAddress()({ remoteAddress: '127.0.0.1', headers })).toBe('127.0.0.1')
})
