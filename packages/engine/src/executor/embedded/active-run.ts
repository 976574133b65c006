import type { Json, PlannedStep, Step } from '@sluice/core'
import type { StepEnd, StepStatus } from '../../journal/journal.ts'
import { isGood } from '../../journal/step-end.ts'
import { gatheredInputs, isTolerated, type AddedSteps } from '../../plan/added-steps.ts'
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
  /** Causes of trouble in elements of maps that somebody was told of. */
  readonly told = new Set<string>()
  readonly #abort = new AbortController()
  readonly #status: Map<string, StepStatus>
  readonly #unmet: Map<string, number>
  readonly #dependents = new Map<string, string[]>()
  readonly #steps: Map<string, PlannedStep>
  readonly #maps = new Map<string, AddedSteps>()
  /** The map of each step of an element, and how many of a map's run. */
  readonly #mapOf = new Map<string, string>()
  readonly #busy = new Map<string, number>()
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
    for (const step of steps) this.#placeEdges(step)
  }

  /** Takes note of the steps of a map's elements; call it before the end of the step that has listed them. */
  add(added: AddedSteps): void {
    const { map, steps } = added
    this.#maps.set(map, added)
    const all = [...this.#steps.values()]
    const after = all.findIndex(({ name }) => name === added.list) + 1
    // In the order of the plan: between the step that lists them and the one that gathers them.
    this.#steps.clear()
    for (const step of all.toSpliced(after, 0, ...steps)) this.#steps.set(step.name, step)
    for (const step of steps) {
      this.#status.set(step.name, 'waiting')
      this.#unmet.set(step.name, step.needs.filter(need => !this.#isFinished(need)).length)
      this.#mapOf.set(step.name, map)
      this.#placeEdges(step)
      this.#placeEdges({ name: map, needs: [step.name] })
    }
    this.#unmet.set(map, (this.#unmet.get(map) ?? 0) + steps.length)
  }

  /** A step that may start now; it is running from here on. */
  take(fits: (step: PlannedStep) => boolean): PlannedStep | undefined {
    if (this.signal.aborted) return undefined
    const at = this.#ready.findIndex(step => this.#hasRoom(step) && fits(step))
    const next = this.#ready[at]
    if (next === undefined) return undefined
    this.#ready.splice(at, 1)
    this.#status.set(next.name, 'running')
    this.#count(next, 1)
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
  release(step: PlannedStep): void {
    this.#count(step, -1)
    this.#running--
  }

  /** The outputs that a step reads. */
  inputsOf({ step, name }: PlannedStep): Json {
    const map = this.#maps.get(name)
    if (map !== undefined) return gatheredInputs(map, element => this.ends.get(element))
    return resolveInputs(step, this.#outputs)
  }

  /** Takes note of how a step ended; returns the steps that can therefore never start. */
  end(end: StepEnd): readonly string[] {
    const again = this.ends.has(end.step)
    this.#status.set(end.step, end.status)
    this.ends.set(end.step, end)
    const good = isGood(end)
    if (good) this.#outputs.set((this.#steps.get(end.step) as PlannedStep).step, end.output as Json)
    for (const name of this.#dependents.get(end.step) ?? []) {
      if (good || (!again && this.#isForEndOnly(end.step, name))) this.#meet(name)
    }
    return good ? [] : this.#drop(this.dependentsOf(end.step), 'skipped')
  }

  /** Gives up every step that has not started; returns their names. */
  cancelWaiting(): readonly string[] {
    return this.#drop([...this.#steps.keys()], 'cancelled')
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

  /** How the steps ended, in the order of the plan. */
  get endsInOrder(): readonly StepEnd[] {
    return [...this.#steps.keys()].flatMap(name => this.ends.get(name) ?? [])
  }

  /** No step has failed or was blocked so far. */
  get isFine(): boolean {
    const bad = new Set<StepStatus>(['failed', 'blocked', 'skipped', 'cancelled'])
    const tolerated = (step: string) => isTolerated(step, name => this.#status.get(name))
    const ends = [...this.ends.values()]
    return (
      this.#failure === undefined && ends.every(({ step, status }) => !bad.has(status) || tolerated(step))
    )
  }

  /** Every step that needs this one, directly or not, in the order of the plan. */
  dependentsOf(step: string): readonly string[] {
    const found = new Set<string>()
    const visit = (name: string) => {
      for (const dependent of this.#dependents.get(name) ?? []) {
        if (found.has(dependent) || this.#isForEndOnly(name, dependent)) continue
        found.add(dependent)
        visit(dependent)
      }
    }
    visit(step)
    return [...this.#steps.keys()].filter(name => found.has(name))
  }

  /** A step that `name` needs has ended as it must. */
  #meet(name: string): void {
    const unmet = (this.#unmet.get(name) ?? 0) - 1
    this.#unmet.set(name, unmet)
    if (unmet === 0 && this.#status.get(name) === 'waiting') {
      this.#ready.push(this.#steps.get(name) as PlannedStep)
    }
  }

  #isFinished(name: string): boolean {
    const end = this.ends.get(name)
    return end !== undefined && isGood(end)
  }

  /** True where `name` gathers what became of elements, whatever it is, and `need` is a step of one of them. */
  #isForEndOnly(need: string, name: string): boolean {
    return this.#mapOf.get(need) === name && this.#maps.get(name)?.forEndOnly === true
  }

  #placeEdges({ name, needs }: Pick<PlannedStep, 'name' | 'needs'>): void {
    for (const need of needs) this.#dependents.set(need, [...(this.#dependents.get(need) ?? []), name])
  }

  #hasRoom({ name }: PlannedStep): boolean {
    const map = this.#mapOf.get(name)
    if (map === undefined) return true
    return (this.#busy.get(map) ?? 0) < (this.#maps.get(map)?.limit ?? Infinity)
  }

  #count({ name }: PlannedStep, by: number): void {
    const map = this.#mapOf.get(name)
    if (map !== undefined) this.#busy.set(map, (this.#busy.get(map) ?? 0) + by)
  }

  #drop(names: readonly string[], status: StepStatus): readonly string[] {
    const dropped = names.filter(name => this.#status.get(name) === 'waiting')
    for (const name of dropped) this.#status.set(name, status)
    this.#ready = this.#ready.filter(({ name }) => this.#status.get(name) === 'waiting')
    return dropped
  }
}
