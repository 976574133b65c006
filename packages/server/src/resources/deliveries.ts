import type { Json } from '@sluice/core'

/** What a delivery did, as its step has it as output. */
export interface Delivered {
  readonly sent: number
  readonly unchanged: number
  readonly rejected: number
}

/** The output of a step that delivered; undefined for any other. */
export function deliveredOf(output: Json): Delivered | undefined {
  if (typeof output !== 'object' || output === null) return undefined
  const { sent, unchanged, rejected } = output as Readonly<Record<string, Json>>
  const isReport = typeof sent === 'number' && typeof unchanged === 'number' && typeof rejected === 'number'
  return isReport ? { sent, unchanged, rejected } : undefined
}

/** Where a step delivered to, by its name: `segment` of `deliver-2-segment`; undefined for a step that did not deliver. */
export function destinationOf(step: string, output: Json): string | undefined {
  if (deliveredOf(output) === undefined) return undefined
  return /^deliver-\d+-(.+)$/.exec(step)?.[1] ?? step
}
