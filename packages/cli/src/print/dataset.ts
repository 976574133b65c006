import type { DatasetProfile, DatasetRef } from '@sluice/core'
import type { MadeLine } from '@sluice/engine'
import { bytes } from './bytes.ts'
import { columnsText } from './output.ts'
import { profileText } from './profile.ts'
import type { Style } from './style.ts'
import { instant, plural } from './words.ts'

/** A dataset with what is known of it. */
export interface ShownDataset {
  readonly name: string
  readonly ref: DatasetRef
  /** The newest first. */
  readonly made: readonly MadeLine[]
  /** Absent when the content is not stored any more. */
  readonly profile: DatasetProfile | undefined
}

const mostMakers = 5

/** A dataset: its digest, who made it, its schema, and its profile as a table. */
export function datasetText(
  { name, ref, made, profile }: ShownDataset,
  {
    style,
    timeZone,
    width,
  }: { readonly style: Style; readonly timeZone: string; readonly width: number | undefined },
): string {
  const makers = made.slice(0, mostMakers).map(({ run, step }) => {
    const of = `${run.label ?? run.deployment} ${run.pipeline} as of ${instant(run.asOf, timeZone)}`
    return `  step ${step} of run ${run.id}, ${of}`
  })
  const more = made.length - makers.length
  const shown =
    profile === undefined
      ? `${style.strong(name)}: ${plural(ref.rows, 'row')}; its content is not in the store any more, so it has no profile`
      : profileText(name, profile, style, width)
  return [
    `dataset ${style.strong(ref.digest)}, ${bytes(ref.bytes)}`,
    'made by',
    ...makers,
    ...(more > 0 ? [`  and ${plural(more, 'other step')}`] : []),
    `schema: ${columnsText(ref.schema)}`,
    '',
    shown,
  ].join('\n')
}
