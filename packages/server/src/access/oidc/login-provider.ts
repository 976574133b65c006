import * as openid from 'openid-client'
import type { OidcConfig } from '@sluice/core'
import { LoginUnavailable } from '../../errors/login-unavailable.ts'
import { nameClaims, type Claims } from './granted.ts'
import { loginError } from './login-error.ts'

/** What must be known again when somebody comes back from the provider. */
export interface PendingLogin {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Whom a provider knows. */
export interface KnownPerson {
  /** One person of one provider. */
  readonly subject: string
  readonly claims: Claims
}

/** Login by the authorization code flow of OpenID Connect with PKCE, state and nonce. */
export interface LoginProvider {
  readonly config: OidcConfig
  /** Where to send a browser. @throws LoginUnavailable */
  begin(): Promise<{ readonly url: string; readonly pending: PendingLogin }>
  /** Who came back. @throws LoginFailed, LoginUnavailable */
  finish(query: string, pending: PendingLogin): Promise<KnownPerson>
}

const timeoutSeconds = 10
/** A provider may change its keys and endpoints. */
const askAgainMs = 3_600_000

/** A provider of logins; it is asked about itself when somebody first logs in, so that it may be down before. */
export function loginProvider(
  config: OidcConfig,
  { redirectUri, secret }: { readonly redirectUri: string; readonly secret?: string },
): LoginProvider {
  const discovered = discovery(config, secret)
  const { issuer, scope = 'openid profile email' } = config
  return {
    config,
    async begin() {
      const known = await discovered()
      const pending = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const url = openid.buildAuthorizationUrl(known, {
        redirect_uri: redirectUri,
        scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, pending }
    },
    async finish(query, { state, nonce, verifier }) {
      const known = await discovered()
      try {
        const tokens = await openid.authorizationCodeGrant(known, new URL(`${redirectUri}${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new Error('there is no ID token')
        const more = await moreClaims(known, config, claims, tokens.access_token)
        return { subject: `${claims.iss} ${claims.sub}`, claims: { ...more, ...claims } }
      } catch (error) {
        throw loginError(issuer, error)
      }
    },
  }
}

function discovery(
  { issuer, clientId }: OidcConfig,
  secret: string | undefined,
): () => Promise<openid.Configuration> {
  let known: { readonly config: openid.Configuration; readonly at: number } | undefined
  return async () => {
    if (known !== undefined && performance.now() - known.at < askAgainMs) return known.config
    try {
      const config = await openid.discovery(
        new URL(issuer),
        clientId,
        undefined,
        secret === undefined ? openid.None() : openid.ClientSecretBasic(secret),
        {
          timeout: timeoutSeconds,
          execute: [
            openid.enableNonRepudiationChecks,
            // Only on this machine: anything else is refused with the configuration.
            ...(issuer.startsWith('http:') ? [openid.allowInsecureRequests] : []),
          ],
        },
      )
      known = { config, at: performance.now() }
      return config
    } catch (cause) {
      // What it said an hour ago is better than nothing.
      if (known !== undefined) return known.config
      const reason =
        cause instanceof openid.ClientError && cause.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
          ? 'says that it is another issuer'
          : 'cannot be asked about itself'
      throw new LoginUnavailable({ issuer, reason, cause })
    }
  }
}

/** Claims that the ID token lacks, from where the provider has them. */
async function moreClaims(
  known: openid.Configuration,
  { roles, clients }: OidcConfig,
  claims: openid.IDToken,
  accessToken: string,
): Promise<Claims> {
  const needed = [roles.claim, ...(clients === 'all' ? [] : [clients.claim])]
  const has = (claim: string) => Object.hasOwn(claims, claim)
  const isEnough = needed.every(has) && nameClaims.some(has)
  if (isEnough || known.serverMetadata().userinfo_endpoint === undefined) return {}
  return openid.fetchUserInfo(known, accessToken, claims.sub)
}
