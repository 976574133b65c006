import { expect, test } from 'vitest'
import { serverProblems, type OidcConfig, type ServerConfig } from './server-config.ts'

const oidc: OidcConfig = {
  issuer: 'https://login.example.com',
  clientId: 'sluice',
  clientSecret: 'env:OIDC_SECRET',
  roles: { claim: 'groups', admin: ['sluice-admins'] },
  clients: 'all',
}
const publicUrl = 'https://sluice.example.com'
const good: readonly ServerConfig[] = [
  {},
  { port: 0 },
  { publicUrl: 'http://10.0.0.1:8080' },
  { publicUrl: 'https://sluice.example.com/' },
  { publicUrl, oidc },
  { publicUrl: 'http://localhost:4747', oidc: { ...oidc, issuer: 'http://127.0.0.1:3000/realm' } },
  { limits: { requests: { perSecond: 0.5, burst: 1 } } },
  { scoring: { log: true, logShare: 0.1, shadow: 'challenger', mostRows: 100 } },
]

test.each(good)('%j is fine', server => {
  expect(serverProblems(server)).toEqual([])
})

test.each<[string, ServerConfig]>([
  ['server.port is 80.5', { port: 80.5 }],
  ['server.port is 70000', { port: 70_000 }],
  ['server.publicUrl is "sluice"', { publicUrl: 'sluice' }],
  ['server.publicUrl is "https://a.example/path"', { publicUrl: 'https://a.example/path' }],
  ['server.publicUrl is "ftp://a.example"', { publicUrl: 'ftp://a.example' }],
  ['server.oidc needs server.publicUrl', { oidc }],
  ['a login needs https', { publicUrl: 'http://sluice.example.com', oidc }],
  [
    'server.oidc.issuer is "http://login.example.com"',
    { publicUrl, oidc: { ...oidc, issuer: 'http://login.example.com' } },
  ],
  ['server.oidc.issuer is ""', { publicUrl, oidc: { ...oidc, issuer: '' } }],
  [
    'server.oidc.roles lets nobody in',
    { publicUrl, oidc: { ...oidc, roles: { claim: 'groups', admin: [] } } },
  ],
  ['server.trustedProxies has "proxy.local"', { trustedProxies: ['10.0.0.0/8', '::1', 'proxy.local'] }],
  ['idleMinutes', { publicUrl, oidc: { ...oidc, idleMinutes: 0 } }],
  ['sessionHours', { publicUrl, oidc: { ...oidc, sessionHours: -1 } }],
  ['server.limits.requests', { limits: { requests: { perSecond: 0, burst: 1 } } }],
  ['server.scoring.mostRows is 0', { scoring: { mostRows: 0 } }],
  ['server.scoring.logShare is NaN', { scoring: { logShare: Number.NaN } }],
  ['server.scoring.shadow is "b"', { scoring: { shadow: 'b' } }],
  ['server.limits.failures', { limits: { failures: { perSecond: 1, burst: 0 } } }],
])('says %s', (said, server) => {
  expect(serverProblems(server)).toEqual([expect.stringContaining(said)])
})

test('a secret that is written down is not repeated', () => {
  const [said, ...rest] = serverProblems({ publicUrl, oidc: { ...oidc, clientSecret: 'hunter2' } })
  expect(rest).toEqual([])
  expect(said).toContain('server.oidc.clientSecret is not a reference')
  expect(said).not.toContain('hunter2')
})
