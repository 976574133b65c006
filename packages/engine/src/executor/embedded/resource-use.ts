import type { PlannedStep } from '@sluice/core'
import type { ResourceLimits } from '../resource-limits.ts'

/** What the running steps of a process use of which there is only so much. */
export class ResourceUse {
  readonly #limits: ResourceLimits
  readonly #used = new Map<string, number>()

  constructor(limits: ResourceLimits) {
    this.#limits = limits
  }

  /** Whether a step may begin; what only a step of an element names is used by one at once. */
  fits(step: PlannedStep): boolean {
    return resourcesOf(step).every(name => (this.#used.get(name) ?? 0) < (this.#limits[name] ?? 1))
  }

  begin(step: PlannedStep): void {
    this.#count(step, 1)
  }

  end(step: PlannedStep): void {
    this.#count(step, -1)
  }

  #count(step: PlannedStep, change: number): void {
    for (const name of resourcesOf(step)) this.#used.set(name, (this.#used.get(name) ?? 0) + change)
  }
}

function resourcesOf({ step }: PlannedStep): readonly string[] {
  return [...new Set(step.definition.limits?.resources)]
}
