import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link Me}. */
export const meSchema = z.object({
  kind: z.enum(['local', 'token', 'session']),
  name: z.string(),
  role: z.enum(['viewer', 'operator', 'admin']),
  /** `all`, or the names of the deployments that they see. */
  clients: z.union([z.literal('all'), z.array(z.string())]),
  /** Where the deployments that they see are, for who wants times in a client's zone. */
  zones: z.array(z.string()),
  project: z.object({
    /** Steps are worked on by this process, or by workers of the database. */
    executor: z.enum(['embedded', 'postgres']),
    pipelines: z.number().int(),
    deployments: z.number().int(),
  }),
  at: z.iso.datetime(),
})

/** Who asks, and what there is for them. */
export type Me = Plain<z.output<typeof meSchema>>
