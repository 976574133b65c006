import { listName, readElementName } from '@sluice/core'
import { stepAllows, type StepRecord } from '@sluice/engine'
import { sees } from '../access/principal.ts'
import type { Input } from '../api/output.ts'
import type { RunStep } from '../api/run-step.ts'
import { checkOf } from './check-of.ts'
import { datasetOutput, outputOf, outputParts } from './output-parts.ts'
import type { Reads } from './reads.ts'
import { runErrorOf } from './run-error-of.ts'
import { fromOf, type StepFacts } from './step-facts.ts'

/** The steps of a run with everything they are shown with. */
export function runStepsOf(reads: Pick<Reads, 'principal'>, facts: StepFacts): readonly RunStep[] {
  const planned = new Map(facts.plan?.steps.map(({ name, needs }) => [name, needs]))
  const byName = new Map(facts.steps.map(step => [step.name, step]))
  return facts.steps.map((step, position) => ({
    position,
    ...times(step, facts),
    ...stepOf(reads, facts, step, byName),
    needs: [...(planned.get(step.name) ?? needsOf(step))].filter(need => byName.has(need)),
    can: canOf(facts, step, planned.has(step.name)),
  }))
}

/** What a step is known to have read, where its plan is not known; an element waits for the list of its map. */
function needsOf({ name, parts }: StepRecord): readonly string[] {
  const read = new Set(parts?.inputs.map(({ step }) => step))
  const element = readElementName(name)
  if (element !== undefined) read.add(listName(element.map))
  return [...read]
}

function stepOf(
  { principal }: Pick<Reads, 'principal'>,
  facts: StepFacts,
  step: StepRecord,
  byName: ReadonlyMap<string, StepRecord>,
): Omit<RunStep, 'position' | 'needs' | 'can'> {
  const { name, status, seconds, attempts, key, output, error, checks } = step
  const element = readElementName(name)
  const memoised = memoisedOf(facts, step, client => sees(principal, client))
  const decided = decidedOf(facts, name)
  return {
    name,
    ...(element !== undefined && { map: element.map }),
    status,
    seconds,
    attempts,
    ...(key !== undefined && { key }),
    ...(memoised !== undefined && { memoised }),
    ...(decided !== undefined && { decided }),
    inputs: inputsOf(step, byName, facts),
    ...(output !== undefined && { output: outputOf(output, digest => facts.versions.get(digest)) }),
    checks: checks.map(checkOf),
    metrics: (facts.metrics.get(name) ?? []).map(({ metric, value }) => ({ metric, value })),
    ...(error !== undefined && { error: runErrorOf(error) }),
  }
}

function times(
  { name, startedAt, status }: StepRecord,
  { ends }: StepFacts,
): Pick<RunStep, 'startedAt' | 'finishedAt'> {
  const isOpen = status === 'waiting' || status === 'running'
  const finishedAt = isOpen ? undefined : ends.get(name)?.at
  return {
    ...(startedAt !== undefined && { startedAt: startedAt.toISOString() }),
    ...(finishedAt !== undefined && { finishedAt: finishedAt.toISOString() }),
  }
}

function memoisedOf(
  { run, ends, marks, clients }: StepFacts,
  { name, status }: StepRecord,
  isSeen: (client: string) => boolean,
): RunStep['memoised'] {
  if (status !== 'memoised') return undefined
  const end = ends.get(name)
  const from = end && fromOf(end)
  const mark = marks.get(name)
  if (mark?.kind === 'taken') {
    const { who, why, work } = mark
    return {
      because: `${who} ran it again, and its work was taken over as it stands: ${why}`,
      run: work.from,
    }
  }
  if (from === undefined) return { because: 'the same work was done before: same definition, same inputs' }
  if (from === run.id) return { because: 'this run had done it already when it went on', run: from }
  const client = clients.get(from)
  if (client !== undefined && !isSeen(client)) {
    return { because: 'another client had the same work done: same definition, same inputs' }
  }
  const whose = client === undefined || client === run.deployment ? '' : ` for "${client}"`
  return { because: `run ${from} had done the same work${whose}: same definition, same inputs`, run: from }
}

const actions = { skip: 'skipped', anew: 'anew', taken: 'taken' } as const

function decidedOf({ marks }: StepFacts, name: string): RunStep['decided'] {
  const mark = marks.get(name)
  return mark && { action: actions[mark.kind], who: mark.who, why: mark.why }
}

function inputsOf(
  { parts }: StepRecord,
  byName: ReadonlyMap<string, StepRecord>,
  { versions }: StepFacts,
): readonly Input[] {
  return (parts?.inputs ?? []).map(({ name, step }) => {
    const output = byName.get(step)?.output
    const { datasets, artifacts } =
      output === undefined ? { datasets: [], artifacts: [] } : outputParts(output)
    return {
      name,
      step,
      datasets: datasets.map(([path, ref]) => datasetOutput(path, ref)),
      artifacts: artifacts.map(([path, { digest }]) => ({ name: path, digest, ...versions.get(digest) })),
    }
  })
}

function canOf({ run }: StepFacts, step: StepRecord, isPlanned: boolean): RunStep['can'] {
  const isIdle = run.status !== 'running'
  return {
    skip: isIdle && stepAllows('skip', step),
    fail: stepAllows('fail', step),
    rerun: isIdle && isPlanned,
  }
}
