import type { ErrorRecord, EventRecord } from '@sluice/engine'
import type { StepDetail } from '../api/run-step.ts'
import { NotFound } from '../errors/not-found.ts'
import { logLineOf } from './event-text.ts'
import type { Reads } from './reads.ts'
import { runErrorOf } from './run-error-of.ts'
import { runStepsOf } from './run-step-of.ts'
import { runSeen } from './scope.ts'
import { stepFacts } from './step-facts.ts'

const mostLines = 1000

/**
 * A step with its tries, its log and what its key was made of.
 *
 * @throws NotFound
 */
export async function stepDetailOf(reads: Reads, id: string, name: string): Promise<StepDetail> {
  const run = await runSeen(reads, id)
  const facts = await stepFacts(reads, run)
  const step = runStepsOf(reads, facts).find(one => one.name === name)
  if (step === undefined) throw new NotFound({ subject: `step "${name}" of run "${id}"` })
  const parts = facts.steps.find(one => one.name === name)?.parts
  const [events, recipe] = await Promise.all([
    reads.engine.views.stepEvents(id, { step: name, limit: 2 * mostLines }),
    parts === undefined ? undefined : reads.engine.control.control.recipe(parts.recipe),
  ])
  return {
    run: id,
    step,
    tries: triesOf(events),
    log: events.slice(-mostLines).map(logLineOf),
    ...(recipe !== undefined && { recipe: JSON.parse(recipe) as unknown }),
  }
}

function triesOf(events: readonly EventRecord[]): StepDetail['tries'] {
  const tries: StepDetail['tries'][number][] = []
  for (const { kind, at, attempt, data } of events) {
    if (kind === 'step-started') {
      tries.push({ attempt: attempt ?? tries.length + 1, startedAt: at.toISOString() })
    }
    if (kind !== 'step-finished' && kind !== 'step-retry') continue
    const last = tries.pop()
    if (last === undefined) continue
    const { error } = (data ?? {}) as { readonly error?: ErrorRecord }
    tries.push({
      ...last,
      finishedAt: last.finishedAt ?? at.toISOString(),
      ...(error !== undefined && { error: runErrorOf(error) }),
    })
  }
  return tries
}
