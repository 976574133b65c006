import type { Json } from '@sluice/core'
import { referencesIn, type Reference } from '../../plan/step-key.ts'
import { uuid5 } from './uuid5.ts'

/** Whose run, and of which step. */
export interface RunNames {
  readonly run: string
  readonly pipeline: string
  readonly deployment: string
}

/** A name that is unique in its namespace. */
export type LineageName = { readonly namespace: string; readonly name: string }

/** Content of the store with where it stands in a step's output, such as `events.dataset`. */
export interface Placed {
  readonly reference: Reference
  readonly path: string
}

/** `<client>.<pipeline>`, and `<client>.<pipeline>.<step>`. */
export function jobName({ deployment, pipeline }: RunNames, step?: string): string {
  return [deployment, pipeline, ...(step === undefined ? [] : [step])].join('.')
}

/** The run of a pipeline or of a step in it, as OpenLineage needs it; a run that goes on has the same. */
export function lineageRunId(run: string, step?: string, part?: string): string {
  return uuid5([run, step ?? '', part ?? ''].join('/'))
}

/** What a step makes has the name of its job, and of the place in its output where there is more than one. */
export function outputName(names: RunNames, step: string, path: string): string {
  const place = path.replace(/\.?dataset$/, '')
  return place === '' ? jobName(names, step) : `${jobName(names, step)}.${place}`
}

/** All content of the store in an output. */
export function placedIn(output: Json | undefined): readonly Placed[] {
  return output === undefined ? [] : [...placed(output, '')]
}

function* placed(value: Json, path: string): Generator<Placed> {
  if (typeof value !== 'object' || value === null) return
  const [itself] = referencesIn(value)
  if (itself !== undefined && (itself as unknown) === value) {
    yield { reference: itself, path }
    return
  }
  for (const [name, child] of Object.entries(value as Record<string, Json>)) {
    yield* placed(child, path === '' ? name : `${path}.${name}`)
  }
}
