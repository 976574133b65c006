import type { Plan, PlannedStep } from '@sluice/core'
import { OutputNotThere } from './output-not-there.ts'

/** What a test wants of the steps of a plan. */
export interface StepChoice {
  /** Names of steps whose outputs are given. */
  readonly given: ReadonlySet<string>
  /** Run these alone; default everything that is needed for the steps that nobody needs. */
  readonly only?: readonly string[]
}

/**
 * The steps to run, in order. A step that only given ones need does not run.
 *
 * @throws OutputNotThere for a name that the plan does not have, and for a step that is needed and neither runs nor is given
 */
export function chosenSteps(plan: Plan, { given, only }: StepChoice): readonly PlannedStep[] {
  const known = plan.steps.map(({ name }) => name)
  for (const name of [...given, ...(only ?? [])]) {
    if (!known.includes(name)) {
      throw new OutputNotThere({ step: name, reason: `${plan.pipeline} has the steps ${known.join(', ')}` })
    }
  }
  const chosen = only === undefined ? neededSteps(plan, given) : new Set(only)
  const steps = plan.steps.filter(({ name }) => chosen.has(name))
  for (const { name, needs } of steps) {
    const missing = needs.find(need => !chosen.has(need) && !given.has(need))
    if (missing === undefined) continue
    throw new OutputNotThere({ step: missing, reason: `"${name}" needs it. Give it, or let it run` })
  }
  return steps
}

function neededSteps({ steps }: Plan, given: ReadonlySet<string>): ReadonlySet<string> {
  const needed = new Set(steps.flatMap(({ needs }) => needs))
  const ends = steps.filter(({ name }) => !needed.has(name))
  const chosen = new Set<string>()
  const choose = (name: string) => {
    if (given.has(name) || chosen.has(name)) return
    chosen.add(name)
    for (const need of steps.find(step => step.name === name)?.needs ?? []) choose(need)
  }
  for (const { name } of ends) choose(name)
  return chosen
}
