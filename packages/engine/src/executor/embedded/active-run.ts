import type { Json, PlannedStep, Step } from '@sluice/core'
import type { StepEnd, StepStatus } from '../../journal/journal.ts'
import { isGood } from '../../journal/step-end.ts'
import { resolveInputs } from '../../plan/step-key.ts'
import type { OpenRun } from '../../run/open-run.ts'

/** What a step counts as, whatever comes of it. */
export type Verdict = Pick<StepEnd, 'status' | 'error'>

/** A run while its steps are worked on: which may start, which run, which have ended. */
export class ActiveRun {
  readonly run: OpenRun
  /** Aborted on cancel, and when this process can no longer work on the run. */
  readonly signal: AbortSignal
  readonly ends = new Map<string, StepEnd>()
  readonly #abort = new AbortController()
  readonly #status: Map<string, StepStatus>
  readonly #unmet: Map<string, number>
  readonly #dependents = new Map<string, string[]>()
  readonly #steps: ReadonlyMap<string, PlannedStep>
  readonly #outputs = new Map<Step<unknown>, Json>()
  readonly #stops = new Map<string, AbortController>()
  readonly #verdicts = new Map<string, Verdict>()
  #ready: PlannedStep[]
  #running = 0
  #failure: { readonly error: unknown } | undefined

  constructor(run: OpenRun, cancel: AbortSignal) {
    const { steps } = run.plan
    this.run = run
    this.signal = AbortSignal.any([cancel, this.#abort.signal])
    this.#steps = new Map(steps.map(step => [step.name, step]))
    this.#status = new Map(steps.map(({ name }) => [name, 'waiting']))
    this.#unmet = new Map(steps.map(({ name, needs }) => [name, needs.length]))
    this.#ready = steps.filter(({ needs }) => needs.length === 0)
    for (const { name, needs } of steps) {
      for (const need of needs) this.#dependents.set(need, [...(this.#dependents.get(need) ?? []), name])
    }
  }

  /** A step that may start now; it is running from here on. */
  take(): PlannedStep | undefined {
    if (this.signal.aborted) return undefined
    const next = this.#ready.shift()
    if (next === undefined) return undefined
    this.#status.set(next.name, 'running')
    this.#running++
    return next
  }

  /** Aborted with the run, and when the step is not wanted any more. */
  signalOf(step: string): AbortSignal {
    const stop = new AbortController()
    this.#stops.set(step, stop)
    return AbortSignal.any([this.signal, stop.signal])
  }

  /** The step counts as this; what still runs of it is aborted. */
  judge(step: string, verdict: Verdict): void {
    this.#verdicts.set(step, verdict)
    this.#stops.get(step)?.abort(new DOMException('somebody decided about the step', 'AbortError'))
  }

  /** How a step ended, or what it counts as. */
  judged(end: StepEnd): StepEnd {
    const verdict = this.#verdicts.get(end.step)
    if (verdict === undefined) return end
    const { output: _output, error: _error, ...rest } = end
    return { ...rest, ...verdict }
  }

  /** What a step is now. */
  statusOf(step: string): StepStatus | undefined {
    return this.#status.get(step)
  }

  /** Ends the run early: nothing more starts, what runs is aborted. */
  cancel(): void {
    this.#abort.abort(new DOMException('the run was cancelled', 'AbortError'))
  }

  /** The step that was taken is no longer worked on, whatever came of it. */
  release(): void {
    this.#running--
  }

  /** The outputs that a step reads. */
  inputsOf({ step }: PlannedStep): Json {
    return resolveInputs(step, this.#outputs)
  }

  /** Takes note of how a step ended; returns the steps that can therefore never start. */
  end(end: StepEnd): readonly string[] {
    this.#status.set(end.step, end.status)
    this.ends.set(end.step, end)
    if (isGood(end)) {
      this.#finished(end)
      return []
    }
    return this.#drop(this.dependentsOf(end.step), 'skipped')
  }

  /** Gives up every step that has not started; returns their names. */
  cancelWaiting(): readonly string[] {
    return this.#drop([...this.#status.keys()], 'cancelled')
  }

  /** This process can no longer work on the run: nothing starts, what runs is aborted. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#abort.abort(error)
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Nothing runs and nothing will. */
  get isSettled(): boolean {
    if (this.#running > 0) return false
    return this.#failure !== undefined || this.ends.size === this.#steps.size
  }

  /** No step has failed or was blocked so far. */
  get isFine(): boolean {
    const bad = new Set<StepStatus>(['failed', 'blocked', 'skipped', 'cancelled'])
    return this.#failure === undefined && [...this.ends.values()].every(({ status }) => !bad.has(status))
  }

  /** Every step that needs this one, directly or not, in the order of the plan. */
  dependentsOf(step: string): readonly string[] {
    const found = new Set<string>()
    const visit = (name: string) => {
      for (const dependent of this.#dependents.get(name) ?? []) {
        if (found.has(dependent)) continue
        found.add(dependent)
        visit(dependent)
      }
    }
    visit(step)
    return [...this.#steps.keys()].filter(name => found.has(name))
  }

  #finished({ step, output }: StepEnd): void {
    this.#outputs.set((this.#steps.get(step) as PlannedStep).step, output as Json)
    for (const name of this.#dependents.get(step) ?? []) {
      const unmet = (this.#unmet.get(name) ?? 0) - 1
      this.#unmet.set(name, unmet)
      if (unmet === 0 && this.#status.get(name) === 'waiting') {
        this.#ready.push(this.#steps.get(name) as PlannedStep)
      }
    }
  }

  #drop(names: readonly string[], status: StepStatus): readonly string[] {
    const dropped = names.filter(name => this.#status.get(name) === 'waiting')
    for (const name of dropped) this.#status.set(name, status)
    this.#ready = this.#ready.filter(({ name }) => this.#status.get(name) === 'waiting')
    return dropped
  }
}
