import { tokenState, type AccessToken } from './access-token.ts'
import type { AccessTokens } from './access-tokens.ts'
import { secretDigest } from './secret-digest.ts'

/** Tokens by their text, remembered for moments, so that not every request asks the database. */
export interface KnownTokens {
  /** As {@link AccessTokens.find}; that it was revoked elsewhere may be known some seconds late. */
  find(text: string): Promise<AccessToken | undefined>
  /** After a change. */
  forget(): void
}

interface Remembered {
  readonly token: AccessToken
  readonly until: number
}

const rememberMs = 5_000
const mostRemembered = 1_000
const noteUsedMs = 60_000

/** Remembers valid tokens and notes once a minute that they are used. */
export function knownTokens(
  tokens: AccessTokens,
  { now, onTrouble }: { readonly now: () => Date; readonly onTrouble: (error: unknown) => void },
): KnownTokens {
  const known = new Map<string, Remembered>()
  const noted = new Map<string, number>()
  const noteUsed = (id: string, at: number): void => {
    if (at - (noted.get(id) ?? 0) < noteUsedMs) return
    noted.set(id, at)
    tokens.used(id).catch(onTrouble)
  }
  return {
    async find(text) {
      const at = now().getTime()
      const digest = secretDigest(text)
      const remembered = known.get(digest)
      const token =
        remembered !== undefined && at < remembered.until ? remembered.token : await tokens.find(text)
      if (token === undefined || tokenState(token, new Date(at)) !== 'valid') return token
      if (token !== remembered?.token) {
        if (known.size >= mostRemembered) known.clear()
        known.set(digest, { token, until: at + rememberMs })
      }
      noteUsed(token.id, at)
      return token
    },
    forget: () => known.clear(),
  }
}
