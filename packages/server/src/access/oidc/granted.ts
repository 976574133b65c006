import type { OidcConfig } from '@sluice/core'
import { LoginNotAllowed } from '../../errors/login-not-allowed.ts'
import { roles, type ClientScope, type Role } from '../principal.ts'

/** What a provider says about somebody. */
export type Claims = Readonly<Record<string, unknown>>

/** Who somebody is here. */
export interface Granted {
  readonly name: string
  readonly role: Role
  readonly clients: ClientScope
}

/**
 * What claims mean: the highest role that one of the values of the claim stands for, and all clients that they stand for
 * together.
 *
 * @throws LoginNotAllowed where they give no role or no client
 */
export function grantedBy(claims: Claims, config: Pick<OidcConfig, 'roles' | 'clients'>): Granted {
  const name = nameOf(claims)
  const has = valuesOf(claims, config.roles.claim)
  const role = roles.findLast(candidate => config.roles[candidate]?.some(value => has.includes(value)))
  if (role === undefined) {
    throw new LoginNotAllowed({ person: name, claim: config.roles.claim, lacks: 'role' })
  }
  return { name, role, clients: clientsBy(claims, config.clients, name) }
}

function clientsBy(claims: Claims, clients: OidcConfig['clients'], person: string): ClientScope {
  if (clients === 'all') return 'all'
  const { claim, values } = clients
  const has = valuesOf(claims, claim)
  // A client may be called "all"; only the configuration can mean everybody's.
  const meant =
    values === undefined ? [has] : has.map(value => (Object.hasOwn(values, value) ? values[value] : []))
  if (meant.includes('all')) return 'all'
  const named = [...new Set(meant.flatMap(value => value ?? []))]
  if (named.length === 0) throw new LoginNotAllowed({ person, claim, lacks: 'client' })
  return named
}

function valuesOf(claims: Claims, claim: string): readonly string[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  return [value].flat().filter(item => typeof item === 'string')
}

/** Claims that say what somebody is called, the best first. */
export const nameClaims: readonly string[] = ['name', 'preferred_username', 'email']

const longestName = 200

function nameOf(claims: Claims): string {
  const said = [...nameClaims, 'sub'].map(claim => claims[claim])
  const name = said.find(value => typeof value === 'string' && value.trim() !== '')
  return typeof name === 'string' ? name.slice(0, longestName) : 'somebody'
}
