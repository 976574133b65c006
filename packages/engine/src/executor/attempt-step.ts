import { canonicalJson, type CheckResult, type Json, type PlannedStep } from '@sluice/core'
import { messageOfError } from '../errors/message-of-error.ts'
import { OutputInvalid } from '../errors/output-invalid.ts'
import { stepHistory } from '../history/step-history.ts'
import type { MetricValue } from '../journal/journal.ts'
import { recordOutputs } from '../profile/record-outputs.ts'
import type { OpenRun } from '../run/open-run.ts'
import type { Services } from '../run/services.ts'
import { startDeadline, untilAborted } from './deadline.ts'
import { lazySession } from './lazy-session.ts'
import { openContext, type OpenContext } from './step-context.ts'

/** What an attempt made. */
export interface Made {
  readonly output: Json
  readonly checks: readonly CheckResult[]
  readonly metrics: readonly MetricValue[]
}

/** What an attempt works on. */
export interface AttemptOptions {
  readonly run: OpenRun
  readonly planned: PlannedStep
  readonly inputs: Json
  readonly attempt: number
  readonly cancel: AbortSignal
}

/**
 * Tries a step once in a context of its own: runs it, looks at its output with its check, and takes everything down
 * again.
 *
 * @throws StepTimeout after the step's limit, what the step threw (see `callUserCode`), or the reason of `cancel`
 */
export async function attemptStep(services: Services, options: AttemptOptions): Promise<Made> {
  const { run, planned, attempt, cancel } = options
  const { name: step } = planned
  cancel.throwIfAborted()
  await run.claim.startStep(step, attempt)
  services.onEvent({ ...run.names, kind: 'step-started', step, attempt })
  services.crashPoint('step-started')
  const deadline = startDeadline(step, planned.step.definition.timeoutMs, cancel)
  const { signal } = deadline
  const data = lazySession({
    ...services.sessions,
    store: services.store,
    open: () => services.sessions.open(signal, planned.step.definition.limits),
  })
  const history = stepHistory(services.journal, run.info, step)
  const threads = planned.step.definition.limits?.threads
  const opened = openContext(services, {
    run,
    step,
    attempt,
    signal,
    data,
    history,
    ...(threads !== undefined && { threads }),
  })
  try {
    const attempted = services.watch.within({ run: run.id, step, attempt }, () =>
      work(services, options, opened, signal),
    )
    const made = await untilAborted(attempted, signal, services.graceMs)
    await recordOutputs(services.store, history, { step, output: made.output })
    return { ...made, metrics: history.recorded() }
  } catch (error) {
    throw deadline.timeout ?? error
  } finally {
    deadline.clear()
    opened.end()
    await data.close()
    await opened.flush()
  }
}

async function work(
  { code, redactor, crashPoint }: Services,
  { run, planned, inputs, attempt }: AttemptOptions,
  opened: OpenContext,
  signal: AbortSignal,
): Promise<Omit<Made, 'metrics'>> {
  const accept = (output: unknown) => jsonOutput(planned.name, output, redactor.leakIn)
  const called = { run, planned, inputs, attempt, opened, signal, accept, crashPoint }
  const { output, checks } = await code.call(called)
  return { output, checks: redactor.checks(checks) }
}

/** A copy of the output as JSON, so that nothing shared with the step can change it later. */
function jsonOutput(step: string, output: unknown, leakIn: (json: string) => string | undefined): Json {
  const json = canonicalOutput(step, output)
  const leaked = leakIn(json)
  if (leaked !== undefined) {
    throw new OutputInvalid({ step, reason: `the value of the environment variable ${leaked} is in it` })
  }
  return JSON.parse(json) as Json
}

function canonicalOutput(step: string, output: unknown): string {
  try {
    return canonicalJson(output)
  } catch (error) {
    throw new OutputInvalid({ step, reason: messageOfError(error) })
  }
}
