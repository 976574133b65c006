import { SluiceError } from '@sluice/core'
import type { Role } from '../access/principal.ts'

/** Somebody who is known and may not do this. */
export class AccessDenied extends SluiceError {
  readonly code = 'access-denied'

  /** @param fields.needs the least role, or that all clients are seen */
  constructor(fields: { readonly who: string; readonly role: Role; readonly needs: Role | 'all clients' }) {
    const { who, role, needs } = fields
    super(
      needs === 'all clients'
        ? `This is only for who sees all clients, and ${who} sees some. Ask an admin.`
        : `This needs the role ${needs}, and ${who} is ${role}. Ask an admin.`,
    )
  }
}
