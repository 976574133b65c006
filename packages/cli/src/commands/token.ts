import { randomBytes } from 'node:crypto'
import { startOfDay, type Config } from '@sluice/core'
import { accessTokens, tokenState, type AccessToken, type AccessTokens, type Role } from '@sluice/server'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import type { Reporter } from '../print/report.ts'
import type { Style } from '../print/style.ts'
import { table } from '../print/table.ts'
import { instant } from '../print/words.ts'

interface InProject {
  readonly config?: string
}

/** Options of `sluice token create`. */
export interface TokenOptions extends InProject {
  readonly name: string
  readonly role: string
  readonly client?: readonly string[]
  readonly expires?: string
}

/** Makes an API token and prints its text, which is shown this once. */
export async function createToken(io: Io, report: Reporter, options: TokenOptions): Promise<void> {
  const { name, expires } = options
  const role = roleOf(options.role)
  await withProject(io, options, async project => {
    const clients = clientsOf(project.config, options.client)
    const { token, text } = await tokensOf(io, project).create({
      name,
      role,
      clients,
      createdBy: io.who,
      ...(expires !== undefined && { expiresAt: endOf(expires, io.now()) }),
    })
    const until = token.expiresAt === undefined ? 'until it is revoked' : `until ${instant(token.expiresAt)}`
    const seen = clients === 'all' ? 'all clients' : clients.join(', ')
    report.note(
      `Token "${name}" (${token.id}): ${role}, ${seen}, ${until}. It is shown this once; keep it safe.`,
    )
    report.result({ token: tokenJson(token, io.now()), text }, () => text)
  })
}

/** Lists API tokens without their texts. */
export async function listTokens(io: Io, report: Reporter, options: InProject): Promise<void> {
  await withProject(io, options, async project => {
    const tokens = await tokensOf(io, project).list()
    report.result({ tokens: tokens.map(token => tokenJson(token, io.now())) }, style =>
      tokens.length === 0
        ? 'No tokens yet. Make one: sluice token create --name <what for> --role viewer'
        : tokenTable(tokens, io.now(), style),
    )
  })
}

/** Revokes an API token: from then on it lets nobody in. */
export async function revokeToken(io: Io, report: Reporter, id: string, options: InProject): Promise<void> {
  await withProject(io, options, async project => {
    const token = await tokensOf(io, project).revoke(id, io.who)
    report.result(
      tokenJson(token, io.now()),
      style => `${style.good('revoked')} ${token.name} (${id}). Servers that run know it within 5 s.`,
    )
  })
}

function tokensOf({ now }: Io, { engine }: OpenProject): AccessTokens {
  return accessTokens(engine.database, { now, random: randomBytes })
}

const roles: readonly Role[] = ['viewer', 'operator', 'admin']

function roleOf(text: string): Role {
  const role = roles.find(name => name === text)
  if (role !== undefined) return role
  throw new UsageInvalid({ reason: `--role "${text}" is not a role`, known: roles })
}

function clientsOf({ deployments }: Config, named: readonly string[] | undefined): 'all' | readonly string[] {
  if (named === undefined) return 'all'
  const known = [...new Set(deployments.map(({ name }) => name))]
  const unknown = named.find(name => !known.includes(name))
  if (unknown === undefined) return [...new Set(named)]
  throw new UsageInvalid({ reason: `--client "${unknown}" is not a client`, known })
}

const dayMs = 86_400_000

/** `90d` from now, or the first moment of a day in UTC. */
function endOf(text: string, now: Date): Date {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  const end = days === undefined ? startOfDay(text, 'UTC') : new Date(now.getTime() + Number(days) * dayMs)
  if (end !== undefined) return end
  throw new UsageInvalid({
    reason: `--expires "${text}" is not an end: write days such as 90d, or a day such as 2027-01-31`,
  })
}

function tokenJson(token: AccessToken, now: Date): object {
  return { ...token, state: tokenState(token, now) }
}

function tokenTable(tokens: readonly AccessToken[], now: Date, style: Style): string {
  const columns = ['id', 'name', 'role', 'clients', 'state', 'expires', 'last used', 'made by'].map(
    title => ({ title }),
  )
  return table(
    columns,
    tokens.map(token => {
      const state = tokenState(token, now)
      return [
        token.id,
        token.name,
        token.role,
        token.clients === 'all' ? 'all' : token.clients.join(', '),
        state === 'valid' ? style.good(state) : style.warn(state),
        token.expiresAt === undefined ? 'never' : instant(token.expiresAt),
        token.usedAt === undefined ? 'never' : instant(token.usedAt),
        token.createdBy,
      ]
    }),
  )
}
