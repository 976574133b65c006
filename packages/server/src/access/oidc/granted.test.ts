import { expect, test } from 'vitest'
import type { OidcConfig } from '@sluice/core'
import { grantedBy, type Claims } from './granted.ts'

const roles = { claim: 'groups', viewer: ['everybody'], operator: ['ops'], admin: ['root'] }
const byGroup: OidcConfig['clients'] = {
  claim: 'groups',
  values: { ops: 'all', acme: ['acme'], north: ['bravo', 'acme'] },
}
const byClaim: OidcConfig['clients'] = { claim: 'tenants' }
const somebody = { sub: '1', name: 'Ann' }

test.each<[OidcConfig['clients'], Claims, object]>([
  ['all', { ...somebody, groups: ['everybody'] }, { name: 'Ann', role: 'viewer', clients: 'all' }],
  ['all', { ...somebody, groups: ['everybody', 'root', 'ops'] }, { role: 'admin' }],
  ['all', { ...somebody, groups: 'ops' }, { role: 'operator' }],
  [byGroup, { ...somebody, groups: ['ops', 'acme'] }, { clients: 'all' }],
  [byGroup, { ...somebody, groups: ['everybody', 'acme', 'north'] }, { clients: ['acme', 'bravo'] }],
  [byClaim, { ...somebody, groups: ['ops'], tenants: ['acme', 7, 'acme'] }, { clients: ['acme'] }],
  [byClaim, { ...somebody, groups: ['ops'], tenants: 'all' }, { clients: ['all'] }],
  ['all', { sub: '1', email: 'a@b', groups: 'ops' }, { name: 'a@b' }],
  ['all', { sub: '1', name: ' ', preferred_username: 'ann', groups: 'ops' }, { name: 'ann' }],
])('clients %j and claims %j give %j', (clients, claims, granted) => {
  expect(grantedBy(claims, { roles, clients })).toMatchObject(granted)
})

test.each<[OidcConfig['clients'], Claims, string]>([
  ['all', somebody, '"groups" gives them no role'],
  ['all', { ...somebody, groups: [] }, 'role'],
  ['all', { ...somebody, groups: ['Root', 'constructor', '__proto__'] }, 'role'],
  ['all', { ...somebody, groups: { root: true } }, 'role'],
  ['all', { ...somebody, groups: 'everybody ops' }, 'role'],
  [byGroup, { ...somebody, groups: ['everybody'] }, '"groups" gives them no client'],
  [byGroup, { ...somebody, groups: ['everybody', 'constructor'] }, 'client'],
  [byClaim, { ...somebody, groups: ['root'] }, '"tenants" gives them no client'],
  [{ claim: 'constructor' }, { ...somebody, groups: ['root'] }, 'client'],
])('clients %j and claims %j give nothing: %s', (clients, claims, lacks) => {
  expect(() => grantedBy(claims, { roles, clients })).toThrow(lacks)
})
