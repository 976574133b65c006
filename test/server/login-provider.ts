import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
// @ts-expect-error It comes without types.
import * as untyped from 'oidc-provider'

interface Grant {
  addOIDCScope(scope: string): void
  save(): Promise<string>
}

interface Provider {
  readonly Grant: new (of: { readonly accountId: string; readonly clientId: string }) => Grant
  callback(): RequestListener
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>
}

const { Provider } = untyped as {
  readonly Provider: new (issuer: string, configuration: object) => Provider
}

/** What the provider says about who logs in next. */
export interface Person {
  readonly sub: string
  readonly name?: string
  readonly groups?: readonly string[]
}

/** A real provider of logins on this machine, at which whoever is set logs in at once. */
export interface LoginProvider {
  readonly issuer: string
  person: Person
  /** Who logs in says no instead. */
  refuses: boolean
  close(): Promise<void>
}

export const clientId = 'sluice'
export const clientSecret = 'a-secret-of-the-client-0123456789'

interface ProviderOptions {
  readonly redirectUri: string
  /** Claims in the ID token, or only where the provider has user info. */
  readonly inIdToken?: boolean
  /** What it says it is, where that is not where it is. */
  readonly issuer?: string
  /** How long a code may be used. */
  readonly codeSeconds?: number
}

/** Starts a provider. */
export async function startProvider(options: ProviderOptions): Promise<LoginProvider> {
  const server = createServer()
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const world: LoginProvider = {
    issuer: here,
    person: { sub: 'ann', name: 'Ann', groups: [] },
    refuses: false,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const people = new Map<string, Person>()
  const provider = new Provider(options.issuer ?? here, settings(options, people))
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return answer(request, response)
    people.set(world.person.sub, world.person)
    const result = world.refuses
      ? { error: 'access_denied', error_description: '<b>no</b>' }
      : { login: { accountId: world.person.sub } }
    void provider.interactionFinished(request, response, result)
  })
  return world
}

function settings(
  { redirectUri, inIdToken = false, codeSeconds = 60 }: ProviderOptions,
  people: ReadonlyMap<string, Person>,
): object {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: ['a key of the provider in tests'] },
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email'] },
    conformIdTokenClaims: !inIdToken,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: {
      AuthorizationCode: codeSeconds,
      AccessToken: 60,
      IdToken: 60,
      Interaction: 60,
      Session: 60,
      Grant: 60,
    },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ ...people.get(id), sub: id }),
    }),
    loadExistingGrant: async ({ oidc }: GrantContext) => {
      const { accountId } = oidc.session
      const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  }
}

interface GrantContext {
  readonly oidc: {
    readonly provider: Provider
    readonly session: { readonly accountId: string }
    readonly client: { readonly clientId: string }
  }
}
