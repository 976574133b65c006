import { planOf } from '@sluice/core'
import {
  cancelRun,
  ControlRefused,
  rerunRequest,
  retryRequest,
  runAllows,
  scheduledInterval,
} from '@sluice/engine'
import type { ActionDone } from '../api/action-done.ts'
import { momentOf, todayIn } from '../resources/moment.ts'
import { pipelineSeen, runSeen } from '../resources/scope.ts'
import { decisionOf, type Acting } from './acting.ts'
import { requestFor, requestOfRun } from './request-for.ts'
import { startInBackground } from './start-in-background.ts'

/** How long an answer waits for the process that has the run. */
const cancelMs = 3_000

/**
 * Cancels a run, whichever process has it.
 *
 * @throws NotFound, ControlRefused
 */
export async function cancel(acting: Acting, id: string, why: string): Promise<ActionDone> {
  await runSeen(acting, id)
  const { outcome } = await cancelRun(acting.engine.control, id, decisionOf(acting, why), cancelMs)
  const done = {
    cancelled: 'The run is cancelled.',
    asked: 'The process that has the run was asked to stop it.',
    before: 'The run was cancelled before.',
  }
  return { done: done[outcome], outcome: outcome === 'cancelled' ? 'done' : outcome, run: id }
}

/**
 * Goes on with a run that did not succeed, in the background: what has finished stays.
 *
 * @throws NotFound, ControlRefused, RunBusy
 */
export async function goOn(acting: Acting, id: string, why: string): Promise<ActionDone> {
  const run = await runSeen(acting, id)
  const base = requestOfRun(acting, 'retry', run)
  const request = await retryRequest(acting.engine.control, base.plan, id, decisionOf(acting, why))
  const started = await startInBackground(acting, { ...base, ...request })
  return { done: 'The run goes on.', outcome: 'started', run: started }
}

/**
 * Does a past run again, from a step on or whole, as a new run in the background. From a step on everything is done anew;
 * of a whole run finished work with the same definition and inputs is taken.
 *
 * @throws NotFound, ControlRefused, RunBusy
 */
export async function rerun(
  acting: Acting,
  id: string,
  { from, why }: { readonly from?: string | undefined; readonly why: string },
): Promise<ActionDone> {
  const run = await runSeen(acting, id)
  const base = requestOfRun(acting, 'rerun', run)
  const decision = decisionOf(acting, why)
  if (from !== undefined) {
    const { request, again } = await rerunRequest(
      acting.engine.control,
      { plan: base.plan, run: id, from },
      decision,
    )
    const started = await startInBackground(acting, { ...base, ...request })
    const steps = again.length === 1 ? 'step is' : `${again.length} steps are`
    return {
      done: `A new run has started; ${again.length === 1 ? 'one ' : ''}${steps} done again.`,
      outcome: 'started',
      run: started,
    }
  }
  if (!runAllows('rerun', run)) {
    throw new ControlRefused({
      action: 'rerun',
      run: id,
      reason: 'it is running',
      next: 'Wait for its end, or cancel it.',
    })
  }
  const because = { action: 'rerun', of: id, ...decision } as const
  const started = await startInBackground(acting, { ...base, fresh: true, because })
  return { done: 'A new run has started.', outcome: 'started', run: started }
}

/**
 * Starts a run of a pipeline for a client in the background, or goes on with the one of the same instant that did not
 * succeed.
 *
 * @throws NotFound, RequestInvalid, ParamsInvalid, PlanInvalid, RunBusy
 */
export async function start(
  acting: Acting,
  asked: {
    readonly pipeline: string
    readonly deployment: string
    readonly asOf?: string | undefined
    readonly fresh: boolean
  },
): Promise<ActionDone> {
  const known = pipelineSeen(acting, asked)
  const { deployment, pipeline, zone } = known
  const asOf =
    asked.asOf === undefined ? todayIn(zone, acting.now()) : momentOf(asked.asOf, zone, 'body/asOf')
  const interval = scheduledInterval(deployment, pipeline, asOf)
  const plan = planOf(pipeline, {
    deployment: deployment.name,
    params: deployment.params,
    asOf,
    ...(interval !== undefined && { interval }),
  })
  const request = requestFor(plan, known)
  const run = await startInBackground(acting, asked.fresh ? { ...request, fresh: true } : request)
  return {
    done: `${pipeline.name} has started for ${deployment.label ?? deployment.name}.`,
    outcome: 'started',
    run,
  }
}
