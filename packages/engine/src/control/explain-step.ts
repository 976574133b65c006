import type { Json } from '@sluice/core'
import type { RunRecord, StepRecord } from '../journal/journal.ts'
import type { KeyParts, Recipe } from '../plan/key-parts.ts'
import type { EarlierStep } from './control-journal.ts'
import { runOf, stepOf, type ControlScope } from './control.ts'
import { partDifferences, type Making } from './part-differences.ts'
import type { StepMark } from './step-mark.ts'

/** Why a step took finished work over, or did not. */
export interface Explanation {
  readonly run: string
  readonly step: string
  /** `hit`: finished work was taken over. `miss`: it was done. `none`: neither, yet or ever. */
  readonly outcome: 'hit' | 'miss' | 'none'
  /** In one sentence. */
  readonly because: string
  /** The earlier run of the same pipeline and deployment that it was compared with. */
  readonly comparedWith?: string
  /** What differs from that run, in sentences. */
  readonly changed: readonly string[]
}

type Scope = Pick<ControlScope, 'journal' | 'control'>
type Answer = Omit<Explanation, 'run' | 'step'>

const looked = 20

/**
 * Says why a step of a run was memoised or not, by comparing what its key was made of with what the same step of the
 * same deployment had before.
 *
 * @throws ControlRefused when there is no such run or step
 */
export async function explainStep(scope: Scope, id: string, step: string): Promise<Explanation> {
  const run = await runOf(scope, 'explain', id)
  const record = await stepOf(scope, 'explain', id, step)
  const mark = (await scope.control.marks(id)).find(one => one.step === step)
  return { run: id, step, ...(await answer(scope, run, record, mark)) }
}

async function answer(
  scope: Scope,
  run: RunRecord,
  record: StepRecord,
  mark: StepMark | undefined,
): Promise<Answer> {
  const { status, parts, name } = record
  if (status === 'skipped') return { outcome: 'none', because: skippedBecause(mark), changed: [] }
  if (parts === undefined) {
    return { outcome: 'none', because: `it is ${status}: it has no key to compare`, changed: [] }
  }
  const past = await executionsBefore(scope, run.id, name)
  const before = past.find(({ status: was }) => was !== 'skipped')
  const changed = before === undefined ? [] : await differences(scope, before, { ...record, parts })
  const compared = { changed, ...(before !== undefined && { comparedWith: before.run }) }
  if (status === 'memoised') {
    return { outcome: 'hit', because: await hitBecause(scope, run, record, mark), ...compared }
  }
  return {
    outcome: 'miss',
    because: await missBecause(scope, { record, before, changed, mark }),
    ...compared,
  }
}

function skippedBecause(mark: StepMark | undefined): string {
  if (mark?.kind !== 'skip') return 'it was skipped, because a step it needs did not finish'
  const instead = mark.output === undefined ? '' : ', with an output put in its place'
  return `${mark.who} skipped it${instead}: ${mark.why}`
}

async function hitBecause(
  { journal }: Scope,
  { id, deployment }: RunRecord,
  { name }: StepRecord,
  mark: StepMark | undefined,
): Promise<string> {
  const ends = (await journal.events(id)).filter(
    ({ kind, step }) => kind === 'step-finished' && step === name,
  )
  const { from } = (ends.at(-1)?.data ?? {}) as { readonly from?: string }
  if (mark?.kind === 'taken') {
    return `the work of run ${mark.work.from} was taken over as it stands, because ${mark.who} ran it again: ${mark.why}`
  }
  if (from === id) return 'this run had done it already when it went on'
  const other = from === undefined ? undefined : await journal.run(from)
  const whose = other !== undefined && other.deployment !== deployment ? ` for "${other.deployment}"` : ''
  return `run ${from ?? '?'} had done the same work${whose}: same definition, same inputs`
}

/** A step as it was done before, with what the steps before it gave then. */
interface Execution extends EarlierStep {
  readonly outputs: () => Promise<ReadonlyMap<string, Json>>
}

/** The newest first: what the run itself did before it went on, and then earlier runs. */
async function executionsBefore(
  { journal, control }: Scope,
  run: string,
  name: string,
): Promise<readonly Execution[]> {
  const own: Execution[] = []
  const outputs = new Map<string, Json>()
  for (const { kind, step = '', data } of await journal.events(run)) {
    if (kind !== 'step-finished') continue
    const end = data as unknown as Pick<StepRecord, 'status' | 'key' | 'parts' | 'output'>
    if (end.output !== undefined) outputs.set(step, end.output)
    if (step !== name || end.parts === undefined) continue
    const then = new Map(outputs)
    own.unshift({ ...end, run, name, outputs: async () => then })
  }
  const others = await control.earlier(run, name, looked)
  // The newest of its own is the one that is explained.
  return [...own.slice(1), ...others.map(one => ({ ...one, outputs: () => outputsOf(journal, one.run) }))]
}

async function outputsOf(journal: Scope['journal'], run: string): Promise<ReadonlyMap<string, Json>> {
  const steps = await journal.steps(run)
  return new Map(steps.flatMap(({ name, output }) => (output === undefined ? [] : [[name, output] as const])))
}

interface Miss {
  readonly record: StepRecord
  readonly before: EarlierStep | undefined
  readonly changed: readonly string[]
  readonly mark: StepMark | undefined
}

async function missBecause({ control }: Scope, { record, before, changed, mark }: Miss): Promise<string> {
  if (mark?.kind === 'anew') return `${mark.who} wanted it done anew: ${mark.why}`
  const { keyed } = (await recipeOf(control, record.parts)) ?? {}
  if (keyed === 'run') return 'it reads the outside world (keyed: run), so every run does it once'
  if (keyed === 'effect') return 'it changes the outside world (keyed: effect), so every run does it once'
  if (before === undefined) return 'no earlier run of this pipeline and deployment has done it'
  const whose = before.run === record.run ? 'this run did before' : `run ${before.run} did`
  if (changed.length > 0) return `it is not the work that ${whose}`
  if (before.status !== 'succeeded' && before.status !== 'memoised') {
    return `it is the work that ${whose} not finish: there it is ${before.status}`
  }
  return before.key === record.key
    ? `it is the work that ${whose}, but that was not there any more: marked as failed, or removed from the store`
    : `this version of Sluice makes keys in another way than the one that made run ${before.run}`
}

type WithParts = Pick<StepRecord, 'run' | 'name'> & { readonly parts: KeyParts }

async function differences(scope: Scope, before: Execution, after: WithParts): Promise<readonly string[]> {
  if (before.parts === undefined) return []
  const outputs = await outputsOf(scope.journal, after.run)
  return partDifferences(
    await making(scope, before.parts, await before.outputs()),
    await making(scope, after.parts, outputs),
  )
}

async function making(
  { control }: Scope,
  parts: KeyParts,
  outputs: ReadonlyMap<string, Json>,
): Promise<Making> {
  return { parts, recipe: await recipeOf(control, parts), outputOf: step => outputs.get(step) }
}

async function recipeOf(control: Scope['control'], parts: KeyParts | undefined): Promise<Recipe | undefined> {
  const text = parts && (await control.recipe(parts.recipe))
  return text === undefined ? undefined : (JSON.parse(text) as Recipe)
}
