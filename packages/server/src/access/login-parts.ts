import type { GateParts } from './access-gate.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { AuditLog } from './audit-log.ts'
import type { LoginProvider } from './oidc/login-provider.ts'

/** What logging in and out needs. */
export interface LoginParts extends GateParts {
  readonly audit: AuditLog
  readonly accessTokens: AccessTokens
  readonly provider?: LoginProvider
  /** How long a session lives at most. */
  readonly longestMs: number
}
