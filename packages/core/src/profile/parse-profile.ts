import { z } from 'zod'
import { sketchSize } from '../quality/load/content-sketch.ts'
import { mostListed, patternSample, type DatasetProfile } from './dataset-profile.ts'
import { decodeRegisters } from './distinct-sketch.ts'
import { ProfileInvalid } from './profile-invalid.ts'

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const number = z.number()
const orNull = number.nullable()
const hash = z.string().regex(/^[0-9a-f]{16}$/)
const distinct = z.string().refine(isSketch, 'is no sketch of distinct values')
// Cubes of numbers from the smallest to the largest take 7,000 bits.
const sum = z.strictObject({
  units: z.string().regex(/^(?:0|-?[1-9a-f][0-9a-f]{0,3000})$/),
  exponent: number.int().min(-4000).max(4000),
})
const base = { name: z.string(), missing: count }

const column = z.discriminatedUnion('type', [
  z.strictObject({
    ...base,
    type: z.literal('number'),
    negativeInfinite: count,
    positiveInfinite: count,
    min: orNull,
    max: orNull,
    sums: z.tuple([sum, sum, sum]),
    zeros: count,
    distinct,
    bins: z.array(z.tuple([number.int().min(32).max(131_039), count])),
    values: z
      .array(z.tuple([number, count]))
      .max(mostListed)
      .optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal('text'),
    min: z.string().nullable(),
    max: z.string().nullable(),
    empty: count,
    length: z.strictObject({ min: count, max: count, sum: count }),
    distinct,
    frequent: z.array(z.tuple([z.string(), count])),
    patterns: z.array(z.tuple([hash, z.string(), count])).max(patternSample),
    values: z
      .array(z.tuple([z.string(), count]))
      .max(mostListed)
      .optional(),
  }),
  z.strictObject({ ...base, type: z.literal('boolean'), yes: count }),
  z.strictObject({
    ...base,
    type: z.literal('timestamp'),
    distinct,
    infinite: count,
    min: orNull,
    max: orNull,
  }),
])

const profile = z.strictObject({
  format: z.literal('sluice-profile'),
  version: z.literal(1),
  rows: count,
  content: z.strictObject({ rows: count, sum: hash, xor: hash, smallest: z.array(hash).max(sketchSize) }),
  columns: z.array(column),
})

/**
 * Checks that a value is a profile.
 *
 * @throws ProfileInvalid
 */
export function parseProfile(value: unknown): DatasetProfile {
  const parsed = profile.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
    throw new ProfileInvalid({ reason: `${where}${issue?.message ?? 'unreadable'}`, cause: parsed.error })
  }
  const found = parsed.data as DatasetProfile
  const wrong = found.columns.find(({ missing }) => missing > found.rows)
  if (wrong !== undefined) {
    throw new ProfileInvalid({
      reason: `column "${wrong.name}" misses ${wrong.missing} of ${found.rows} rows`,
    })
  }
  return found
}

function isSketch(text: string): boolean {
  try {
    decodeRegisters(text)
    return true
  } catch {
    return false
  }
}
