import type { Incident } from '@sluice/core'
import { skipStep, type ControlScope } from '../control/control.ts'
import type { Decision } from '../control/step-mark.ts'
import type { MetricValue } from '../journal/journal.ts'
import { ControlRefused } from '../errors/control-refused.ts'

/** A run that can be resumed because what blocked it was expected. */
export interface GoingOn {
  readonly run: string
  readonly deployment: string
  /** Steps whose output counts now. */
  readonly steps: readonly string[]
}

/**
 * Of blocked steps of an incident that was expected the output that they made counts, so that what needs it goes on when
 * their runs are resumed. What was removed, or is something else by now, stays as it is.
 */
export async function letExpectedGoOn(
  scope: ControlScope,
  { occurrences }: Incident,
  decision: Decision,
): Promise<readonly GoingOn[]> {
  const blocked = occurrences.filter(({ severity, run }) => severity === 'block' && run !== '')
  const goingOn: GoingOn[] = []
  for (const [run, ofRun] of Map.groupBy(blocked, one => one.run)) {
    const wanted = new Set(ofRun.map(({ step }) => step))
    const steps: string[] = []
    const metrics = await metricsIn(scope, run)
    for (const { name: step, status, output } of await scope.journal.steps(run)) {
      if (!wanted.has(step) || status !== 'blocked' || output === undefined) continue
      const target = { run, step, output, metrics: metrics.get(step) ?? [] }
      if (await accept(scope, target, decision)) steps.push(step)
    }
    const deployment = ofRun[0]?.deployment.name ?? ''
    if (steps.length > 0) goingOn.push({ run, deployment, steps })
  }
  return goingOn
}

/** The numbers that each step of a run left when it ended last. */
async function metricsIn(
  { journal }: Pick<ControlScope, 'journal'>,
  run: string,
): Promise<ReadonlyMap<string, readonly MetricValue[]>> {
  const ends = (await journal.events(run)).filter(({ kind }) => kind === 'step-finished')
  return new Map(
    ends.map(({ step = '', data }) => {
      const { metrics = [] } = data as unknown as { readonly metrics?: readonly MetricValue[] }
      return [step, metrics]
    }),
  )
}

async function accept(
  scope: ControlScope,
  target: Parameters<typeof skipStep>[1],
  { who, why }: Decision,
): Promise<boolean> {
  try {
    await skipStep(scope, target, { who, why: `expected: ${why}` })
    return true
  } catch (error) {
    if (error instanceof ControlRefused) return false
    throw error
  }
}
