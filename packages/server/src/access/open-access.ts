import { randomBytes } from 'node:crypto'
import type { ServerConfig } from '@sluice/core'
import type { Engine } from '@sluice/engine'
import type { Admission, Gate, GateRequest, Outcome } from '../app/gate.ts'
import { ServerUnprotected } from '../errors/server-unprotected.ts'
import { admit, isStillIn, type GateParts } from './access-gate.ts'
import { accessTokens } from './access-tokens.ts'
import { auditLog, type AuditLog } from './audit-log.ts'
import { auditRoutes } from './audit-routes.ts'
import { auditedThings, clientOfThings } from './audited-things.ts'
import { clientAddress } from './client-address.ts'
import { knownTokens } from './known-tokens.ts'
import { limitsOf } from './limits.ts'
import { loginRoutes } from './login-routes.ts'
import { loginSessions } from './login-sessions.ts'
import { isLoopback } from './loopback.ts'
import { loginProvider } from './oidc/login-provider.ts'
import { tokenRoutes } from './token-routes.ts'

/** What {@link openAccess} stands on. */
export interface AccessOptions {
  readonly engine: Pick<Engine, 'database' | 'journal' | 'control'>
  /** `server` of the configuration. */
  readonly server?: ServerConfig
  /** The address that the server will listen on; default that of `server`, else 127.0.0.1. */
  readonly host?: string
  readonly now?: () => Date
  /** Milliseconds that never go back, for limits; default `performance.now`. */
  readonly clock?: () => number
  readonly random?: (bytes: number) => Uint8Array
  /** Told when something that nobody waits for cannot be kept; default a warning of the process. */
  readonly onTrouble?: (error: unknown) => void
}

/** A gate with tokens, sessions and the audit log of an engine's database. */
export interface Access extends Gate {
  /** True where whoever sits at this machine needs neither token nor login. */
  readonly open: boolean
  /** Waits until the audit log is kept; before the engine closes. */
  close(): Promise<void>
}

/**
 * Opens what decides who gets in. On loopback whoever sits at this machine may do everything, unless a login or proxies
 * are configured or `openOnLoopback` is false.
 *
 * @throws ServerUnprotected when nobody could say who they are; SecretMissing for a client secret that is not set
 */
export async function openAccess(options: AccessOptions): Promise<Access> {
  const { engine, server = {}, now = () => new Date(), clock = () => performance.now() } = options
  const { host = server.host ?? '127.0.0.1', random = randomBytes, onTrouble = warn } = options
  const { oidc, trustedProxies = [], openOnLoopback = true } = server
  const open = isLoopback(host) && openOnLoopback && oidc === undefined && trustedProxies.length === 0
  const tokens = accessTokens(engine.database, { now, random })
  if (!open && oidc === undefined && !(await tokens.anyValid())) throw new ServerUnprotected({ host })
  const times = {
    idleMs: (oidc?.idleMinutes ?? 120) * 60_000,
    longestMs: (oidc?.sessionHours ?? 12) * 3_600_000,
  }
  const sessions = loginSessions(engine.database, { now, random, tokens, ...times })
  const audit = auditLog(engine.database, onTrouble)
  const known = knownTokens(tokens, { now, onTrouble })
  const limits = limitsOf(server.limits ?? {}, clock)
  const addressOf = clientAddress(trustedProxies)
  const origin = server.publicUrl === undefined ? undefined : new URL(server.publicUrl).origin
  const parts = {
    open,
    ...(origin !== undefined && { origin }),
    tokens: known,
    sessions,
    limits,
    addressOf,
    now,
  }
  const { redactor } = engine.control
  const provider =
    oidc === undefined || origin === undefined
      ? undefined
      : loginProvider(oidc, {
          redirectUri: `${origin}/v1/login/callback`,
          ...(oidc.clientSecret !== undefined && { secret: redactor.secret(oidc.clientSecret) }),
        })
  return {
    open,
    admit: request => admitAndNote(parts, audit, request),
    isStillIn: principal => isStillIn(parts, tokens, principal),
    finished: outcome => noteOutcome({ ...parts, audit, engine }, outcome),
    routes: [...tokenRoutes(tokens, known), ...auditRoutes(audit)],
    rawRoutes: loginRoutes({
      ...parts,
      audit,
      accessTokens: tokens,
      longestMs: times.longestMs,
      ...(provider !== undefined && { provider }),
    }),
    close: () => audit.close(),
  }
}

async function admitAndNote(parts: GateParts, audit: AuditLog, request: GateRequest): Promise<Admission> {
  const admission = await admit(parts, request)
  if (admission.kind === 'admitted') return admission
  const address = parts.addressOf(request)
  if (parts.limits.noted(address)) {
    const { method, path, route, requestId = '' } = request
    audit.note({
      at: parts.now(),
      who: 'nobody',
      whoId: '',
      method,
      // A path that no route has may hold anything.
      route: route?.path ?? path.slice(0, 200),
      things: { code: admission.code },
      status: admission.status,
      requestId,
      address,
    })
  }
  return admission
}

function noteOutcome(
  {
    audit,
    engine,
    addressOf,
    now,
  }: Pick<GateParts, 'addressOf' | 'now'> & {
    readonly audit: AuditLog
    readonly engine: AccessOptions['engine']
  },
  { request, principal, status, requestId, params, body }: Outcome,
): void {
  const things = auditedThings(params, body, engine.control.redactor.redact)
  const client = clientOfThings(things)
  const { run } = things
  audit.note(
    {
      at: now(),
      who: principal.name,
      whoId: principal.id,
      method: request.method,
      route: request.route?.path ?? request.path.slice(0, 200),
      things,
      status,
      requestId,
      address: addressOf(request),
      ...(client !== undefined && { client }),
    },
    async () => (run === undefined ? undefined : (await engine.journal.run(run))?.deployment),
  )
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)))
}
