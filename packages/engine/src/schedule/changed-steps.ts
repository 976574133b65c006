import { readElementName, type Json, type Plan, type Step } from '@sluice/core'
import type { RunJournal, RunRecord } from '../journal/journal.ts'
import { keyParts } from '../plan/key-parts.ts'
import { resolveInputs, stepKey } from '../plan/step-key.ts'

/**
 * The steps of a past run that would be other work now, given the same inputs: their definition or code has changed, or
 * they are new or gone. What only follows from another step's change is not among them.
 */
export async function changedSteps(
  journal: RunJournal,
  run: RunRecord,
  plan: Plan,
): Promise<readonly string[]> {
  const records = new Map((await journal.steps(run.id)).map(step => [step.name, step]))
  const outputs = new Map<Step<unknown>, Json>()
  for (const { name, step } of plan.steps) {
    const output = records.get(name)?.output
    if (output !== undefined) outputs.set(step, output)
  }
  const made = plan.steps.filter(planned => {
    const record = records.get(planned.name)
    if (record === undefined) return true
    if (planned.needs.some(need => records.get(need)?.output === undefined)) return false
    const inputs = resolveInputs(planned.step, outputs)
    if (record.parts === undefined) return record.key !== stepKey(planned, inputs, run.id)
    return record.parts.recipe !== keyParts(plan, planned, inputs, text => text).parts.recipe
  })
  const now = new Set(plan.steps.map(({ name }) => name))
  // Elements of maps are in no plan: they are work of their map.
  const gone = [...records.keys()].filter(name => !now.has(name) && readElementName(name) === undefined)
  return [...made.map(({ name }) => name), ...gone]
}
