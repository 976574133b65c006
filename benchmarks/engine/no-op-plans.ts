import { pipeline, planOf, step, type Pipeline, type Plan, type Step } from '@sluice/core'
import type { IsolatedRun } from '@sluice/engine'

/** Takes any parameters. */
export const anything = {
  '~standard': { version: 1, vendor: 'none', validate: (value: unknown) => ({ value }) },
} as const

/** So many steps that do nothing, each after the one before. */
export function noOpChain(count: number): Pipeline {
  return pipeline('chain', {
    params: anything,
    steps() {
      const steps: Record<string, Step<unknown>> = {}
      let before: Record<string, Step<unknown>> = {}
      for (let i = 0; i < count; i++) {
        const next = noOp(i, before)
        steps[`step-${i}`] = next
        before = { next }
      }
      return steps
    },
  })
}

/** Steps that do nothing: side by side, or each after the one before. */
export const noOps = {
  wide: pipeline('wide', {
    params: anything,
    steps: () => Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`step-${i}`, noOp(i, {})])),
  }),
  chain: noOpChain(40),
}

function noOp(i: number, inputs: Readonly<Record<string, Step<unknown>>>): Step<unknown> {
  return step({ inputs, keyed: 'run', definition: { i }, run: () => i })
}

/** A plan of one of them. */
export function noOpPlan(name: keyof typeof noOps, deployment = 'bench'): Plan {
  return planOf(noOps[name], { deployment, params: {}, asOf: new Date('2026-03-02T00:00:00Z') })
}

/** In processes that run steps: the same plans. */
export default function plans(): (run: IsolatedRun) => Plan {
  return ({ pipeline: name, deployment }) => noOpPlan(name as keyof typeof noOps, deployment)
}
