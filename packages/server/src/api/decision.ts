import { z } from 'zod'

/** Body of an action that is kept with its reason: why, in the words of who decides. */
export const decisionBody = z.strictObject({ why: z.string().trim().min(1).max(1000) })

/** Who decided something, when and why. */
export const decision = z.object({ who: z.string(), why: z.string(), at: z.iso.datetime().optional() })
