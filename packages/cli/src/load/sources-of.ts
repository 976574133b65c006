import { planOf, type Config, type SourceTable } from '@sluice/core'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { asOfFrom } from './as-of.ts'
import { selectTargets } from './selection.ts'

/** A source as a deployment declares it. */
export interface DeclaredSource {
  readonly deployment: string
  readonly pipeline: string
  readonly name: string
  readonly declared: SourceTable
  readonly asOf: Date
}

/** The sources that deployments read, those named `name` where it is given. */
export function sourcesOf(
  config: Config,
  name: string | undefined,
  deployments: readonly string[],
  { now }: Pick<Io, 'now'>,
): readonly DeclaredSource[] {
  const found = selectTargets(config, { deployments }).flatMap(({ deployment, pipeline }) => {
    const asOf = asOfFrom(undefined, now(), deployment.timezone)
    const plan = planOf(pipeline, { deployment: deployment.name, params: deployment.params, asOf })
    const sources = plan.steps.flatMap(({ step }) => Object.entries(step.definition.sources ?? {}))
    return sources.map(([source, declared]) => ({
      deployment: deployment.name,
      pipeline: pipeline.name,
      name: source,
      declared,
      asOf,
    }))
  })
  const named = found.filter(source => name === undefined || source.name === name)
  if (named.length > 0) return named
  const known = [...new Set(found.map(source => source.name))]
  const what = name === undefined ? 'no deployment reads a source' : `no deployment reads a source "${name}"`
  throw new UsageInvalid({ reason: what, known })
}
