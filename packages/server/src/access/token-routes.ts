import { z } from 'zod'
import {
  accessTokenSchema,
  newAccessTokenBody,
  newAccessTokenSchema,
  type AccessTokenBrief,
} from '../api/access-token.ts'
import { json } from '../http/reply.ts'
import { route } from '../http/route.ts'
import { NotFound } from '../errors/not-found.ts'
import { tokenState, type AccessToken } from './access-token.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { KnownTokens } from './known-tokens.ts'

const admins = { role: 'admin', scope: 'all' } as const

/** Making, listing and revoking tokens. */
export function tokenRoutes(tokens: AccessTokens, known: KnownTokens) {
  return [
    route({
      ...admins,
      method: 'GET',
      path: '/v1/tokens',
      summary: 'API tokens without their texts, the newest first.',
      response: z.object({ items: z.array(accessTokenSchema) }),
      handle: async (_, { now }) => ({ items: (await tokens.list()).map(token => tokenBrief(token, now())) }),
    }),
    route({
      ...admins,
      method: 'POST',
      path: '/v1/tokens',
      summary: 'Makes an API token and shows its text this once.',
      body: newAccessTokenBody,
      response: newAccessTokenSchema,
      status: 201,
      showsSecret: true,
      async handle({ body: { name, role, clients, expiresAt } }, { principal, now }) {
        const { token, text } = await tokens.create({
          name,
          role,
          clients,
          createdBy: principal.name,
          ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
        })
        return json(201, { token: tokenBrief(token, now()), text }, { 'cache-control': 'no-store' })
      },
    }),
    route({
      ...admins,
      method: 'POST',
      path: '/v1/tokens/{token}:revoke',
      summary: 'Revokes an API token, with the sessions that began with it.',
      response: accessTokenSchema,
      async handle({ params: { token: id } }, { principal, now }) {
        if ((await tokens.get(id)) === undefined) throw new NotFound({ subject: `token "${id}"` })
        const token = await tokens.revoke(id, principal.name)
        known.forget()
        return tokenBrief(token, now())
      },
    }),
  ] as const
}

/** A token as the API shows it. */
function tokenBrief(token: AccessToken, now: Date): AccessTokenBrief {
  const { expiresAt, revokedAt, revokedBy, usedAt } = token
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    clients: token.clients,
    state: tokenState(token, now),
    createdAt: token.createdAt.toISOString(),
    createdBy: token.createdBy,
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
    ...(revokedAt !== undefined && { revokedAt: revokedAt.toISOString() }),
    ...(revokedBy !== undefined && { revokedBy }),
    ...(usedAt !== undefined && { usedAt: usedAt.toISOString() }),
  }
}
