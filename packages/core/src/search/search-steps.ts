import type { DatasetRef } from '../data/refs.ts'
import type { Steps } from '../pipeline/pipeline.ts'
import { step, type Step } from '../pipeline/step.ts'
import { extract } from '../steps/extract.ts'
import { checkedPlan } from '../scoring/checked-plan.ts'
import { scoringWindow } from '../scoring/features-step.ts'
import { learnRowsOf, splitsFor } from '../scoring/fit.ts'
import { datesOf, rowsStep, type TrainPlan } from '../scoring/train-steps.ts'
import { candidatesOf, withOptions, type Candidate } from './candidates.ts'
import { resultsStep } from './results-step.ts'
import {
  inRungs,
  minutesOf,
  rungsOf,
  type Rung,
  type SearchOptions,
  type SearchShape,
} from './search-options.ts'
import { secondsOf, standingsOf } from './standings.ts'
import { scoreFold, type FoldResult } from './trial.ts'

/** What the steps of a search are built from. */
export interface SearchPlan extends TrainPlan {
  readonly search: SearchOptions
}

/**
 * extract → rows → one step per trial and fold, rung by rung → results. The plan is known before anything runs: that a
 * step of a later rung takes over "the third best so far" is its definition, which one that is, is its input. So a
 * search that was stopped goes on where it was, and folds run side by side.
 *
 * @throws OptionInvalid
 */
export function searchSteps(plan: SearchPlan): Steps {
  const { spec, search, binding, asOf } = plan
  const candidates = candidatesOf(spec.learner, search)
  const dates = datesOf(plan)
  const oldest = dates.training.at(-1) ?? asOf
  const tables = extract(binding.sources, source => scoringWindow(source, asOf, oldest))
  const rows = rowsStep(plan, dates, tables)
  const folds = splitsFor(spec, fitPlanOf(plan, dates.training)).length
  const rungs = rungsOf(search)
  const shape = { rungs, folds }
  const done: Step<FoldResult>[] = []
  for (const rung of rungs) {
    const before = [...done]
    for (let slot = 0; slot < rung.trials; slot++) {
      for (let fold = 0; fold < folds; fold++) {
        done.push(foldStep(plan, { rung, slot, fold, candidates, shape }, rows, before))
      }
    }
  }
  const named = inRungs(done, shape).flatMap((trials, rung) =>
    trials.flatMap((steps, slot) =>
      steps.map((each, fold) => [`rung-${rung + 1}-trial-${slot + 1}-fold-${fold + 1}`, each] as const),
    ),
  )
  const results = resultsStep({ metric: metricOf(plan), shape, learner: spec.learner }, done)
  return { extract: tables, rows, ...Object.fromEntries(named), results }
}

function fitPlanOf({ train, spec, binding }: TrainPlan, dates: readonly Date[]) {
  return { folds: checkedPlan(train.folds, spec), dates, horizonDays: binding.horizonDays }
}

function metricOf({ search, spec }: SearchPlan) {
  return search.metric ?? (spec.learner.task === 'regression' ? 'rmse' : 'logLoss')
}

interface Place {
  readonly rung: Rung
  readonly slot: number
  readonly fold: number
  readonly candidates: readonly Candidate[]
  readonly shape: SearchShape
}

function foldStep(
  plan: SearchPlan,
  { rung, slot, fold, candidates, shape }: Place,
  rows: Step<DatasetRef>,
  before: readonly Step<FoldResult>[],
): Step<FoldResult> {
  const { spec, search } = plan
  const { key, target, preparation, learner, weight, roles } = spec
  const minutes = minutesOf(search)
  const metric = metricOf(plan)
  const fitPlan = fitPlanOf(plan, datesOf(plan).training)
  const own = rung.from === 'drawn' ? candidates[rung.first + slot] : undefined
  return step({
    inputs: { rows, before },
    definition: {
      step: 'search-trial',
      version: 1,
      key,
      target,
      preparation,
      learner,
      weight,
      roles,
      metric,
      minutes,
      fitPlan,
      fold,
      share: rung.share,
      candidate: own ?? { best: slot },
    },
    run: async ({ rows, before }, context): Promise<FoldResult> => {
      const candidate = own ?? standingsOf(metric, inRungs(before, shape).at(-1) ?? [])[slot]?.candidate
      if (secondsOf(before) >= minutes * 60 || candidate === undefined) return { kind: 'skipped' }
      const learned = { ...spec, learner: withOptions(learner, candidate) }
      const split = splitsFor(learned, fitPlan)[fold]
      if (split === undefined) return { kind: 'skipped' }
      const started = context.now().getTime()
      const score = await scoreFold(
        {
          spec: learned,
          rows: await learnRowsOf(spec, rows, fitPlan, context.data),
          split,
          share: rung.share,
          key,
          metric,
        },
        context,
      )
      return { kind: 'fitted', candidate, score, seconds: (context.now().getTime() - started) / 1000 }
    },
  })
}
