import {
  deploymentOf,
  pipeline,
  type DeployOptions,
  type Deployment,
  type Pipeline,
} from '../pipeline/pipeline.ts'
import { backtestSteps } from './backtest-steps.ts'
import { searchSteps } from '../search/search-steps.ts'
import { bindingOf } from './binding.ts'
import type { DeliverTo, ScoringDefinition } from './definition.ts'
import type { ModelSpec } from './model.ts'
import { refreshSteps } from './refresh-steps.ts'
import type { SourceTables } from './source-view.ts'
import { trainSteps } from './train-steps.ts'

/** The pipelines that one scoring definition gives. */
export interface Scoring<out P = unknown> {
  readonly kind: 'scoring'
  readonly name: string
  /** Fits a version on past dates, evaluates it on later ones, promotes it when it is not worse. */
  readonly train: Pipeline<P>
  /** Scores today's rows with the champion and delivers them. */
  readonly refresh: Pipeline<P>
  /** Trains and evaluates as of several past dates; promotes nothing. */
  readonly backtest: Pipeline<P>
  /** Searches options of the learner, where the definition says which; promotes nothing. */
  readonly search?: Pipeline<P>
  /** The refresh for one client, with the training beside it. */
  deploy(name: string, options: DeployOptions): Deployment
}

/**
 * Declares a model's whole life from one definition: the same sources, features, preparation and model serve training,
 * scoring and backtests, so inference cannot differ from training.
 */
export function scoring<P, S extends SourceTables, F>(
  name: string,
  definition: ScoringDefinition<P, S, F>,
): Scoring<P> {
  const { params, train: options, expect } = definition
  const spec = definition.model as unknown as ModelSpec
  const bind = (part: string, context: { readonly params: P; readonly deployment: string }) =>
    bindingOf(`${name}.${part}`, definition, context)
  const train = pipeline(`${name}.train`, {
    params,
    steps: context =>
      trainSteps({ name, spec, train: options, binding: bind('train', context), asOf: context.asOf }),
  })
  const refresh = pipeline(`${name}.refresh`, {
    params,
    steps: context =>
      refreshSteps({
        name,
        model: { name: spec.name, key: spec.key },
        expect: expect ?? {},
        binding: bind('refresh', context),
        asOf: context.asOf,
        deliveries: listed(definition.deliver?.(context)),
      }),
  })
  const backtest = pipeline(`${name}.backtest`, {
    params,
    steps: context =>
      backtestSteps({ name, spec, train: options, binding: bind('backtest', context), asOf: context.asOf }),
  })
  const { search: ranges } = definition
  const search =
    ranges &&
    pipeline(`${name}.search`, {
      params,
      steps: context =>
        searchSteps({
          name,
          spec,
          train: options,
          search: ranges,
          binding: bind('search', context),
          asOf: context.asOf,
        }),
    })
  const pipelines = { pipeline: refresh, train, backtest, ...(search && { search }) }
  const deploy = (deployment: string, deployOptions: DeployOptions) =>
    deploymentOf(pipelines, deployment, deployOptions)
  return Object.freeze({
    kind: 'scoring',
    name,
    train,
    refresh,
    backtest,
    deploy,
    ...(search && { search }),
  })
}

function listed(deliveries: DeliverTo | readonly DeliverTo[] | undefined): readonly DeliverTo[] {
  if (deliveries === undefined) return []
  return 'to' in deliveries ? [deliveries] : deliveries
}
