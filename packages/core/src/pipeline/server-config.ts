import { scoringProblems, type ScoringConfig } from './scoring-config.ts'

/** How the server listens and who gets in; everything has a default. */
export interface ServerConfig {
  /** Address to listen on; default `127.0.0.1`. On any other than loopback there must be a login or a token. */
  readonly host?: string
  /** Default 4747; 0 takes a free one. */
  readonly port?: number
  /** How browsers reach it, such as `https://sluice.example.com`; needed for a login, and behind a proxy. */
  readonly publicUrl?: string
  /**
   * Whether who sits at this machine needs neither token nor login; only on loopback, without a login configured and
   * without proxies. Default true.
   */
  readonly openOnLoopback?: boolean
  /** Login through OpenID Connect. */
  readonly oidc?: OidcConfig
  /** Addresses or networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  readonly limits?: AccessLimits
  /** Scores on request; default: every model answers, nothing is kept. */
  readonly scoring?: ScoringConfig
}

/** A provider of logins, and what its claims mean. */
export interface OidcConfig {
  /** Such as `https://login.example.com/realms/agency`; what it says about itself is below `/.well-known`. */
  readonly issuer: string
  readonly clientId: string
  /** A reference: `env('OIDC_SECRET')`. None for a public client. */
  readonly clientSecret?: string
  /** Default `openid profile email`. */
  readonly scope?: string
  /** Which values of a claim, such as `groups`, make somebody what; the highest counts, and who has none stays out. */
  readonly roles: {
    readonly claim: string
    readonly viewer?: readonly string[]
    readonly operator?: readonly string[]
    readonly admin?: readonly string[]
  }
  /**
   * Which clients (deployments) somebody sees: all, or those that the values of a claim stand for. Without `values` the
   * values of the claim are the names of the clients.
   */
  readonly clients:
    | 'all'
    | {
        readonly claim: string
        readonly values?: Readonly<Record<string, 'all' | readonly string[]>>
      }
  /** A session ends when nothing was asked for so long; default 120. */
  readonly idleMinutes?: number
  /** A session ends at the latest after so long; default 12. */
  readonly sessionHours?: number
}

/** Requests a second on average, and how many at once. */
export interface RequestRate {
  readonly perSecond: number
  readonly burst: number
}

/** How much one may ask of the server. */
export interface AccessLimits {
  /** Of one user or token; default 50 a second, 300 at once. Nothing counts for who sits at this machine. */
  readonly requests?: RequestRate
  /** Of one user or token for scores; default none. */
  readonly scoring?: RequestRate
  /** Wrong tokens and logins of one address; default one in six seconds, 10 at once. */
  readonly failures?: RequestRate
}

/** What is wrong with the server's settings, each as a sentence that begins with where. */
export function serverProblems(server: ServerConfig): readonly string[] {
  const { port, publicUrl, oidc, trustedProxies = [], limits = {}, scoring = {} } = server
  const wrong: string[] = []
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    wrong.push(`server.port is ${String(port)}: write a whole number from 0 to 65535`)
  }
  if (publicUrl !== undefined && !isOrigin(publicUrl)) {
    wrong.push(
      `server.publicUrl is "${publicUrl}": write scheme, host and port only, such as https://sluice.example.com`,
    )
  }
  for (const proxy of trustedProxies) {
    if (/^[\da-f.:]+(\/\d{1,3})?$/i.test(proxy)) continue
    wrong.push(`server.trustedProxies has "${proxy}": write an address or a network such as 10.0.0.0/8`)
  }
  if (oidc !== undefined) wrong.push(...oidcProblems(oidc, publicUrl))
  wrong.push(...scoringProblems(scoring))
  for (const [name, rate] of Object.entries(limits) as [string, RequestRate][]) {
    if (rate.perSecond > 0 && rate.burst >= 1) continue
    wrong.push(`server.limits.${name} needs perSecond above 0 and burst of 1 or more`)
  }
  return wrong
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, origin } = new URL(text)
  return /^https?:$/.test(protocol) && origin === text.replace(/\/$/, '')
}

function oidcProblems(
  { issuer, clientSecret, roles, idleMinutes = 1, sessionHours = 1 }: OidcConfig,
  publicUrl: string | undefined,
): readonly string[] {
  const wrong: string[] = []
  if (publicUrl === undefined) {
    wrong.push('server.oidc needs server.publicUrl: the provider sends people back to it after the login')
  }
  if (publicUrl !== undefined && isOrigin(publicUrl) && !isSafe(publicUrl)) {
    wrong.push(`server.publicUrl is "${publicUrl}": a login needs https, except on localhost`)
  }
  if (!URL.canParse(issuer) || !isSafe(issuer)) {
    wrong.push(
      `server.oidc.issuer is "${issuer}": write its https address, such as https://login.example.com/realms/agency`,
    )
  }
  if (clientSecret !== undefined && !/^env:[A-Za-z_]\w*$/.test(clientSecret)) {
    wrong.push(`server.oidc.clientSecret is not a reference: write env('OIDC_SECRET')`)
  }
  if ([roles.viewer, roles.operator, roles.admin].every(values => (values ?? []).length === 0)) {
    wrong.push(
      `server.oidc.roles lets nobody in: name values of "${roles.claim}" for viewer, operator or admin`,
    )
  }
  if (!(idleMinutes > 0)) wrong.push('server.oidc.idleMinutes must be above 0')
  if (!(sessionHours > 0)) wrong.push('server.oidc.sessionHours must be above 0')
  return wrong
}

/** Encrypted, or not leaving this machine. */
function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
  )
}
