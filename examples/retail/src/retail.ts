import { planOf, type Engine, type Json, type Pipeline, type RunSummary } from 'sluice'
import completeJourney, { categories } from './complete-journey.ts'
import { onlineRetail } from './online-retail.ts'

/** Where the data lies and where scores go. */
export interface Folders {
  readonly data: string
  readonly out: string
}

/** A training and the refresh after it. */
export interface Trained {
  readonly name: string
  readonly train: RunSummary
  readonly refresh?: RunSummary
}

/**
 * Trains on one date, to see how well customers can be ranked within it, and on twenty weekly dates before it, to see
 * how well that holds four weeks later; scores with the second.
 */
export async function runOnlineRetail(
  engine: Engine,
  folders: Folders,
): Promise<readonly [Trained, Trained]> {
  const asOf = new Date('2011-11-29T00:00:00Z')
  const within = onlineRetail({ weekly: 1, evaluationDates: 0 })
  const ahead = onlineRetail({ weekly: 20, evaluationDates: 1 })
  const run = async (pipeline: Pipeline, deployment: string) => {
    const plan = planOf(pipeline, { deployment, params: { ...folders }, asOf })
    return single(await engine.run([{ plan }]))
  }
  return [
    { name: 'within 2011-11-01', train: await run(within.train, 'within') },
    {
      name: '20 weeks ahead of 2011-11-01',
      train: await run(ahead.train, 'ahead'),
      refresh: await run(ahead.refresh, 'ahead'),
    },
  ]
}

/** Trains and scores every category, each a deployment of the one definition. */
export async function runCompleteJourney(engine: Engine, folders: Folders): Promise<readonly Trained[]> {
  const asOf = new Date('2018-01-01T00:00:00Z')
  const run = (pipeline: Pipeline) =>
    engine.run(
      Object.entries(categories).map(([deployment, category]) => ({
        plan: planOf(pipeline, { deployment, params: { ...folders, category }, asOf }),
      })),
    )
  const trainings = await run(completeJourney.train)
  const refreshes = await run(completeJourney.refresh)
  return trainings.map((train, i) => ({
    name: train.deployment,
    train,
    refresh: refreshes[i] as RunSummary,
  }))
}

/** What a step of a run gave; an error that says why where it gave nothing. */
export function outputOf<T = Json>(run: RunSummary, name: string): T {
  const found = run.steps.find(step => step.name === name)
  if (found?.output === undefined) {
    throw new Error(
      `${run.pipeline} ${run.deployment}: ${name} is ${found?.status}: ${found?.error?.message}`,
    )
  }
  return found.output as T
}

function single([run]: readonly RunSummary[]): RunSummary {
  return run as RunSummary
}
