import type { ClientScope, Principal, Role } from './principal.ts'

/** A token as it is known after it was made: everything but its text. */
export interface AccessToken {
  /** The first characters of its text after `sluice_`. */
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly clients: ClientScope
  readonly createdAt: Date
  readonly createdBy: string
  readonly expiresAt?: Date
  readonly revokedAt?: Date
  readonly revokedBy?: string
  /** To the minute. */
  readonly usedAt?: Date
}

/** Random bytes of a token. */
export const tokenBytes = 32
const form = /^sluice_([0-9a-f]{8})[0-9a-f]{56}$/

/** The text of a token: `sluice_` and 32 random bytes in hexadecimal. */
export function tokenText(random: Uint8Array): string {
  return `sluice_${Buffer.from(random).toString('hex')}`
}

/** The id in the text of a token; undefined for what cannot be one. */
export function tokenId(text: string): string | undefined {
  return form.exec(text)?.[1]
}

/** What a token is at an instant. */
export function tokenState(
  { revokedAt, expiresAt }: AccessToken,
  now: Date,
): 'valid' | 'revoked' | 'expired' {
  if (revokedAt !== undefined) return 'revoked'
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'valid'
}

/** Who asks with a token. */
export function tokenPrincipal({ id, name, role, clients }: AccessToken): Principal {
  return { kind: 'token', id: `token:${id}`, name, role, clients }
}
