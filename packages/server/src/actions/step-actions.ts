import { failStep, outputOf, skipStep } from '@sluice/engine'
import type { ActionDone } from '../api/action-done.ts'
import { runSeen } from '../resources/scope.ts'
import { decisionOf, type Acting } from './acting.ts'

/** How long an answer waits for the process that has the step. */
const failMs = 5_000

interface StepAsked {
  readonly run: string
  readonly step: string
}

/**
 * Marks a failed or blocked step as skipped, with what a past run made in the place of its output, or together with what
 * needs it.
 *
 * @throws NotFound, ControlRefused
 */
export async function skip(
  acting: Acting,
  { run, step }: StepAsked,
  { why, useOutputOf }: { readonly why: string; readonly useOutputOf?: string | undefined },
): Promise<ActionDone> {
  const { control } = acting.engine
  await runSeen(acting, run)
  if (useOutputOf !== undefined) await runSeen(acting, useOutputOf)
  const output = useOutputOf === undefined ? undefined : await outputOf(control, useOutputOf, step)
  await skipStep(control, { run, step, ...(output !== undefined && { output }) }, decisionOf(acting, why))
  const done =
    output === undefined
      ? 'The step is skipped, together with what needs it.'
      : 'The step is skipped, with another output in its place.'
  return { done: `${done} Retry the run to go on.`, outcome: 'done', run, step }
}

/**
 * Marks a running or finished step as failed.
 *
 * @throws NotFound, ControlRefused
 */
export async function fail(acting: Acting, { run, step }: StepAsked, why: string): Promise<ActionDone> {
  await runSeen(acting, run)
  await failStep(acting.engine.control, { run, step }, decisionOf(acting, why), failMs)
  return { done: 'The step is marked as failed.', outcome: 'done', run, step }
}
