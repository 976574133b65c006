/** What somebody may do: look, act on runs, or administer the server. Each may do what those before it may. */
export type Role = 'viewer' | 'operator' | 'admin'

/** All roles, the least first. */
export const roles: readonly Role[] = ['viewer', 'operator', 'admin']

/** Which clients (deployments) somebody sees: all of them, or those named. */
export type ClientScope = 'all' | readonly string[]

/** Who asks. */
export interface Principal {
  /** How they were recognised: on this machine without a token, by a token, or by a session after login. */
  readonly kind: 'local' | 'token' | 'session'
  /** One of its kind, for limits and for keys of repeated requests: `local`, `token:…`, `user:…`. */
  readonly id: string
  /** For the journal's `who` and the audit log. */
  readonly name: string
  readonly role: Role
  readonly clients: ClientScope
}

/** True when the principal may see what belongs to this client. */
export function sees({ clients }: Pick<Principal, 'clients'>, client: string): boolean {
  return clients === 'all' || clients.includes(client)
}

/** True when the principal has this role, or one that may do more. */
export function hasRole({ role }: Pick<Principal, 'role'>, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least)
}
