import {
  canonicalJson,
  type CheckResult,
  type Json,
  type PlannedStep,
  type RetryPolicy,
  type SluiceError,
  type StepContext,
} from '@sluice/core'
import { OutputInvalid } from '../errors/output-invalid.ts'
import { StepTimeout } from '../errors/step-timeout.ts'
import { metricsOf, stepHistory } from '../history/sqlite-history.ts'
import type { StepEnd } from '../journal/journal.ts'
import { referencesIn, stepKey } from '../plan/step-key.ts'
import { asSluiceError, errorRecord } from './error-record.ts'
import type { OpenRun } from './open-run.ts'
import { backoffMs, defaultRetry, wait } from './retry.ts'
import type { Services } from './services.ts'

/** What an attempt made. */
interface Made {
  readonly output: Json
  readonly checks: readonly CheckResult[]
  readonly metrics: ReadonlyMap<string, number>
}

/**
 * Runs one step to its end: takes finished work with the same key, or tries as often as the policy says. Never throws
 * for what the step does wrong; the end says it.
 */
export async function runStep(
  services: Services,
  run: OpenRun,
  planned: PlannedStep,
  inputs: Json,
  signal: AbortSignal,
): Promise<StepEnd> {
  const started = performance.now()
  const base = { run: run.id, step: planned.name }
  const seconds = () => (performance.now() - started) / 1000
  const key = stepKey(planned, inputs, run.id)
  const finished = services.journal.output(key)
  if (finished !== undefined && (await isThere(services, finished.output))) {
    return {
      ...base,
      status: 'memoised',
      attempts: 0,
      seconds: seconds(),
      key,
      output: finished.output,
      checks: finished.checks,
    }
  }
  const policy: RetryPolicy = { ...defaultRetry, ...planned.step.definition.retry }
  for (let attempt = 1; ; attempt++) {
    try {
      const { output, checks, metrics } = await attemptStep(services, run, planned, {
        inputs,
        attempt,
        signal,
      })
      const blocked = checks.some(({ severity, status }) => severity === 'block' && status === 'failed')
      const status = blocked ? 'blocked' : 'succeeded'
      return {
        ...base,
        status,
        attempts: attempt,
        seconds: seconds(),
        key,
        output,
        checks,
        metrics: metricsOf(metrics),
      }
    } catch (thrown) {
      if (signal.aborted) return { ...base, status: 'cancelled', attempts: attempt, seconds: seconds(), key }
      const error = asSluiceError(thrown, planned.name, run.plan.deployment)
      if (error.retry === 'never' || attempt >= policy.attempts) {
        return {
          ...base,
          status: 'failed',
          attempts: attempt,
          seconds: seconds(),
          key,
          error: errorRecord(error, services.redactor.redact),
        }
      }
      const waitMs = backoffMs(policy, attempt, services.random)
      announceRetry(services, run, planned.name, attempt, waitMs, error)
      await wait(waitMs, signal).catch(() => undefined)
      if (signal.aborted) return { ...base, status: 'cancelled', attempts: attempt, seconds: seconds(), key }
    }
  }
}

function announceRetry(
  services: Services,
  run: OpenRun,
  step: string,
  attempt: number,
  waitMs: number,
  error: SluiceError,
): void {
  const record = errorRecord(error, services.redactor.redact)
  services.journal.record({
    run: run.id,
    step,
    attempt,
    kind: 'step-retry',
    data: { waitMs, error: { ...record } },
  })
  services.onEvent({ ...run.names, kind: 'step-retry', step, attempt, waitMs, error: record })
}

async function isThere({ store }: Services, output: Json): Promise<boolean> {
  for (const reference of referencesIn(output)) if (!(await store.has(reference as never))) return false
  return true
}

interface Attempt {
  readonly inputs: Json
  readonly attempt: number
  readonly signal: AbortSignal
}

async function attemptStep(
  services: Services,
  run: OpenRun,
  planned: PlannedStep,
  { inputs, attempt, signal: cancel }: Attempt,
): Promise<Made> {
  const { definition } = planned.step
  const { timeoutMs } = definition
  const limit = new AbortController()
  const signal = AbortSignal.any([cancel, limit.signal])
  const timeout = timeoutMs === undefined ? undefined : new StepTimeout({ step: planned.name, timeoutMs })
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => limit.abort(timeout), timeoutMs)
  services.journal.startStep(run.id, planned.name, attempt)
  services.onEvent({ ...run.names, kind: 'step-started', step: planned.name, attempt })
  services.crashPoint('step-started')
  const data = await services.openSession(signal)
  const metrics = new Map<string, number>()
  try {
    const context = contextOf(services, run, planned.name, { attempt, signal, data, metrics })
    const work = (async () => {
      const output = jsonOutput(planned.name, await definition.run(inputs as never, context))
      services.crashPoint('step-ran')
      const checks = (await definition.check?.(output as never, inputs as never, context)) ?? []
      services.crashPoint('step-checked')
      return { output, checks, metrics }
    })()
    // A step that ignores its signal is left behind; its session is closed under it.
    return await Promise.race([work, rejection(signal)])
  } catch (error) {
    if (limit.signal.aborted && !cancel.aborted) throw timeout ?? error
    throw error
  } finally {
    clearTimeout(timer)
    await data.close()
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function contextOf(
  services: Services,
  run: OpenRun,
  step: string,
  {
    attempt,
    signal,
    data,
    metrics,
  }: {
    readonly attempt: number
    readonly signal: AbortSignal
    readonly data: StepContext['data']
    readonly metrics: Map<string, number>
  },
): StepContext {
  const { db, journal, store, models, ledger, redactor, now, fetch, crashPoint, onEvent } = services
  return {
    run: run.info,
    step,
    attempt,
    signal,
    now,
    fetch,
    secret: redactor.secret,
    log(message, fields) {
      const line = redactor.redact(message)
      journal.record({
        run: run.id,
        step,
        attempt,
        kind: 'step-log',
        data: { message: line, ...(fields && { fields: fields as Json }) },
      })
      onEvent({ ...run.names, kind: 'step-log', step, message: line, ...(fields && { fields }) })
    },
    progress: (done, total) =>
      onEvent({ ...run.names, kind: 'step-progress', step, done, ...(total !== undefined && { total }) }),
    data,
    artifacts: store,
    models,
    history: stepHistory(db, run.info, step, metrics),
    ledger,
    crashPoint,
  }
}

/** A copy of the output as JSON, so that nothing shared with the step can change it later. */
function jsonOutput(step: string, output: unknown): Json {
  try {
    return JSON.parse(canonicalJson(output)) as Json
  } catch (error) {
    throw new OutputInvalid({ step, reason: error instanceof Error ? error.message : String(error) })
  }
}
