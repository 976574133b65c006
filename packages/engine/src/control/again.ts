import { readElementName, type Json, type Plan, type PlannedStep, type Step } from '@sluice/core'
import { ControlRefused } from '../errors/control-refused.ts'
import type { RunRecord, StepRecord } from '../journal/journal.ts'
import { isGood } from '../journal/step-end.ts'
import { keyParts, type Recipe } from '../plan/key-parts.ts'
import { resolveInputs } from '../plan/step-key.ts'
import type { RunRequest } from '../run/open-run.ts'
import { assertRunAllows } from './allowed.ts'
import { assertStored, runOf, type ControlScope } from './control.ts'
import { partDifferences } from './part-differences.ts'
import type { Decision, StepMark } from './step-mark.ts'

type Scope = Pick<ControlScope, 'journal' | 'control' | 'store' | 'redactor'>

/**
 * The request that goes on with a run that did not succeed: its failed and blocked steps are tried again at once, with
 * all their tries; what has finished stays.
 *
 * @throws ControlRefused when the run does not allow it, or a newer run of the same three is there
 */
export async function retryRequest(
  scope: Scope,
  plan: Plan,
  id: string,
  decision: Decision,
): Promise<RunRequest> {
  const run = await runOf(scope, 'retry', id)
  assertRunAllows('retry', run)
  await assertNewest(scope, run)
  return { plan, because: { action: 'retry', of: id, ...decision } }
}

async function assertNewest(
  { journal }: Scope,
  { id, pipeline, deployment, asOf }: RunRecord,
): Promise<void> {
  const newest = await journal.latest(pipeline, deployment, asOf)
  if (newest === undefined || newest.id === id) return
  const reason = `run ${newest.id} is newer, of the same pipeline, deployment and instant`
  throw new ControlRefused({ action: 'retry', run: id, reason, next: `That one is ${newest.status}.` })
}

/** A step whose definition or code is not what the past run had. */
export interface ChangedStep {
  readonly step: string
  readonly changed: readonly string[]
  /** Whether it is done again, with the change. */
  readonly again: boolean
}

/** A new run that does steps of a past one again. */
export interface Rerun {
  readonly request: RunRequest
  /** Done anew, in the order of the plan. */
  readonly again: readonly string[]
  /** Taken over from the past run as they stand. */
  readonly taken: readonly string[]
  readonly changed: readonly ChangedStep[]
}

/**
 * The request for a new run that does a step of a past run and everything that needs it anew, whatever finished work
 * there is. Everything else that had finished is taken over from the past run as it stands, also where it reads the
 * outside world.
 *
 * @throws ControlRefused when the run is running, the plan has no such step, or something it needs has no output
 */
export async function rerunRequest(
  scope: Scope,
  { plan, run: id, from }: { readonly plan: Plan; readonly run: string; readonly from: string },
  decision: Decision,
): Promise<Rerun> {
  const run = await runOf(scope, 'rerun', id)
  assertRunAllows('rerun', run)
  const again = downstream(plan, id, from)
  const records = new Map((await scope.journal.steps(id)).map(step => [step.name, step]))
  const marks: StepMark[] = []
  for (const { name } of plan.steps) {
    if (again.has(name)) marks.push({ kind: 'anew', step: name, ...decision })
    else marks.push(...(await taken(scope, records.get(name), decision)))
  }
  // Elements of maps are in no plan; those of a map that is done anew are done anew with it.
  for (const [name, record] of records) {
    const element = readElementName(name)
    if (element !== undefined && !again.has(element.map)) {
      marks.push(...(await taken(scope, record, decision)))
    }
  }
  await assertInputs(scope, plan, { id, again, marks })
  return {
    request: { plan, fresh: true, marks, because: { action: 'rerun', of: id, from, ...decision } },
    again: [...again],
    taken: marks.filter(({ kind }) => kind === 'taken').map(({ step }) => step),
    changed: await changedSteps(scope, plan, records, again),
  }
}

/** The step and everything that needs it, in the order of the plan. */
function downstream({ steps }: Plan, run: string, from: string): ReadonlySet<string> {
  if (!steps.some(({ name }) => name === from)) {
    const next = `It has: ${steps.map(({ name }) => name).join(', ')}`
    throw new ControlRefused({
      action: 'rerun from',
      run,
      step: from,
      reason: 'the pipeline has no such step',
      next,
    })
  }
  const found = new Set([from])
  for (const { name, needs } of steps) if (needs.some(need => found.has(need))) found.add(name)
  return found
}

async function taken(
  { journal, control }: Scope,
  record: StepRecord | undefined,
  decision: Decision,
): Promise<readonly StepMark[]> {
  if (record?.output === undefined || !isGood(record)) return []
  const { run, name, key, parts, output, checks } = record
  const finished = key === undefined ? undefined : await journal.output(key)
  const recipe = parts && (await control.recipe(parts.recipe))
  const work = {
    from: run,
    output,
    checks,
    metrics: finished?.metrics ?? [],
    ...(key !== undefined && { key }),
    ...(parts !== undefined && recipe !== undefined && { kept: { parts, recipe } }),
  }
  return [{ kind: 'taken', step: name, work, ...decision }]
}

/** Nothing upstream is done again, so it must be there. */
async function assertInputs(
  scope: Scope,
  plan: Plan,
  {
    id,
    again,
    marks,
  }: { readonly id: string; readonly again: ReadonlySet<string>; readonly marks: readonly StepMark[] },
): Promise<void> {
  const works = new Map(
    marks.flatMap(mark => (mark.kind === 'taken' ? [[mark.step, mark.work] as const] : [])),
  )
  const needed = plan.steps.filter(({ name }) => again.has(name)).flatMap(({ needs }) => needs)
  for (const need of new Set(needed.filter(name => !again.has(name)))) {
    const work = works.get(need)
    if (work === undefined) {
      const next = `To do that one again too: sluice rerun ${id} --from ${need} --why …`
      throw new ControlRefused({ action: 'use', run: id, step: need, reason: 'it has no output there', next })
    }
    await assertStored(scope, { action: 'rerun', run: id, step: need }, work.output)
  }
}

async function changedSteps(
  { control, redactor }: Scope,
  plan: Plan,
  records: ReadonlyMap<string, StepRecord>,
  again: ReadonlySet<string>,
): Promise<readonly ChangedStep[]> {
  const found: ChangedStep[] = []
  for (const planned of plan.steps) {
    const parts = records.get(planned.name)?.parts
    if (parts === undefined) continue
    const now = keyParts(plan, planned, noInputs(plan, planned), redactor.redact)
    if (now.parts.recipe === parts.recipe) continue
    const text = await control.recipe(parts.recipe)
    const outputOf = () => undefined
    const changed = partDifferences(
      { parts, recipe: text === undefined ? undefined : (JSON.parse(text) as Recipe), outputOf },
      { parts: { ...now.parts, inputs: parts.inputs }, recipe: JSON.parse(now.recipe) as Recipe, outputOf },
    )
    found.push({ step: planned.name, changed, again: again.has(planned.name) })
  }
  return found
}

function noInputs({ steps }: Plan, { step }: PlannedStep): Json {
  return resolveInputs(step, new Map<Step<unknown>, Json>(steps.map(({ step: of }) => [of, null])))
}
