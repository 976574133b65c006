import { z } from 'zod'
import type { Plain } from '../http/route.ts'

const role = z.enum(['viewer', 'operator', 'admin'])
const clients = z.union([z.literal('all'), z.array(z.string())])

/** Schema of {@link AccessTokenBrief}. */
export const accessTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role,
  clients,
  state: z.enum(['valid', 'revoked', 'expired']),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
  revokedBy: z.string().optional(),
  /** To the minute. */
  usedAt: z.iso.datetime().optional(),
})

/** A token without its text. */
export type AccessTokenBrief = Plain<z.output<typeof accessTokenSchema>>

/** Schema of {@link NewAccessToken}. */
export const newAccessTokenSchema = z.object({
  token: accessTokenSchema,
  /** Shown this once. */
  text: z.string(),
})

/** A token that was just made. */
export type NewAccessToken = Plain<z.output<typeof newAccessTokenSchema>>

/** Body of `POST /v1/tokens`. */
export const newAccessTokenBody = z.strictObject({
  /** What it is for. */
  name: z.string().min(1).max(100),
  role,
  /** Names of clients; default all. */
  clients: z.union([z.literal('all'), z.array(z.string().min(1).max(400)).min(1).max(1000)]).default('all'),
  expiresAt: z.iso.datetime().optional(),
})
