import type { CheckResult, Json, PlannedStep, StepContext } from '@sluice/core'
import { callUserCode } from '../executor/call-user-code.ts'
import type { OpenContext } from '../executor/step-context.ts'
import type { OpenRun } from '../run/open-run.ts'

/** A step whose code is to be called. */
export interface CodeCall {
  readonly run: OpenRun
  readonly planned: PlannedStep
  readonly inputs: Json
  readonly attempt: number
  readonly opened: OpenContext
  readonly signal: AbortSignal
  /** Refuses an output that is no JSON or holds a secret; gives a copy. */
  readonly accept: (output: unknown) => Json
  readonly crashPoint: (name: string) => void
}

/** What the code of a step made. */
export interface CodeResult {
  readonly output: Json
  readonly checks: readonly CheckResult[]
}

/** Where code of steps is called: in this process or in others. */
export interface CodeRunner {
  call(call: CodeCall): Promise<CodeResult>
  close(): Promise<void>
}

/** Calls the code of steps in this process. */
export const codeHere: CodeRunner = {
  call: ({ run, planned, opened, ...call }) =>
    callStep(planned, { ...call, deployment: run.plan.deployment, context: opened.context }),
  close: async () => {},
}

/** How the code of a step is called, in whatever process. */
export interface StepCall<T> extends Pick<CodeCall, 'inputs' | 'crashPoint'> {
  readonly deployment: string
  readonly context: StepContext
  readonly accept: (output: unknown) => T
}

/** Runs a step and looks at what it made with the step's check. */
export async function callStep<T>(
  { name: step, step: { definition } }: PlannedStep,
  { deployment, inputs, context, accept, crashPoint }: StepCall<T>,
): Promise<{ readonly output: T; readonly checks: readonly CheckResult[] }> {
  const names = { step, deployment }
  // Each gets copies: what one step does to its inputs is not seen by another, also not when that one is a hit.
  const copy = <V>(value: V) => structuredClone(value) as never
  const output = accept(await callUserCode(names, () => definition.run(copy(inputs), context)))
  crashPoint('step-ran')
  const { check } = definition
  const results = check && (await callUserCode(names, () => check(copy(output), copy(inputs), context)))
  crashPoint('step-checked')
  return { output, checks: results ?? [] }
}
