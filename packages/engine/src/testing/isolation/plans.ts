import {
  map,
  pipeline,
  planOf,
  SluiceError,
  sql,
  step,
  type DatasetRef,
  type Pipeline,
  type Plan,
  type StepContext,
} from '@sluice/core'
import { z } from 'zod'
import type { IsolatedRun } from '../../isolation/messages.ts'

/** An error of a step's own, which says that a retry can help. */
class Throttled extends SluiceError {
  readonly code = 'throttled-for-test'
  override readonly retry = 'later'
}

const hog: number[][] = []

/** What a step of these tests does. */
const deeds = {
  nothing: () => 1,
  prints: () => {
    process.stdout.write('this must not be heard on standard output\n')
    return 1
  },
  exits: () => process.exit(7),
  'exits once': ({ attempt }: StepContext) => (attempt === 1 ? process.exit(7) : attempt),
  aborts: () => process.abort(),
  loops: () => {
    for (;;) hog.length = 0
  },
  hogs: async () => {
    for (;;) {
      hog.push(Array.from({ length: 2_000_000 }, (_, i) => i + 0.5))
      await new Promise(resolve => setImmediate(resolve))
    }
  },
  throws: () => {
    throw new TypeError('a mistake in the step')
  },
  throttled: () => {
    throw new Throttled('the platform asks to wait')
  },
  undefined: () => ({ when: () => 1 }),
} as const

/** Names of the deeds. */
export type Deed = keyof typeof deeds

/** A step that does a deed, beside one that needs everything of a context. */
export const isolated: Pipeline<{ deed: Deed }> = pipeline('isolated', {
  params: z.object({ deed: z.enum(Object.keys(deeds) as [Deed, ...Deed[]]) }),
  steps: ({ params: { deed } }) => {
    const rows = step({
      inputs: {},
      keyed: 'run',
      run: async (
        _inputs,
        { data, history, ledger, log, secret, progress, threads },
      ): Promise<DatasetRef> => {
        log(`secret is ${secret('env:TOKEN')}, threads ${threads}`, { deep: { list: [1, 2] } })
        progress(1, 2)
        await history.record('rows', 3)
        await ledger.write('book', [
          { key: 'a', payload: 'p', messageId: 'm', status: 'acknowledged', run: 'r' },
        ])
        const written = await ledger.read('book', ['a', 'b'])
        return data.save(sql`SELECT range AS n, ${written.size} AS size FROM range(3)`)
      },
    })
    const sum = step({
      inputs: { rows },
      run: async ({ rows }, { data }) => {
        const [found] = await data.rows<{ sum: number }>(
          sql`SELECT sum(n) + max(size) AS sum FROM ${data.dataset(rows)}`,
        )
        return found?.sum ?? null
      },
      check: async sum => [
        {
          check: 'sum',
          name: 'sum',
          severity: 'warn',
          status: sum === 4 ? 'passed' : 'failed',
          subject: 'sum',
          message: `sum is ${String(sum)}`,
        },
      ],
    })
    const own = step({
      inputs: {},
      definition: { deed },
      keyed: 'run',
      retry: { attempts: deed === 'exits once' ? 2 : 1, backoffMs: 1 },
      ...(deed === 'loops' && { timeoutMs: 300 }),
      ...(deed === 'hogs' && { limits: { memoryBytes: 600e6 } }),
      run: (_inputs, context): unknown => deeds[deed](context),
    })
    const numbers = step({ inputs: {}, run: () => [2, 3] })
    const squares = map({
      over: numbers,
      key: String,
      each: n => ({ square: step({ inputs: {}, run: () => n * n }) }),
    })
    return { rows, sum, deed: own, numbers, squares }
  },
})

/** A plan of the test. */
export function planFor(deed: Deed, deployment = 'alpine'): Plan {
  return planOf(isolated, { deployment, params: { deed }, asOf: new Date('2026-03-02') })
}

/** In a process that runs steps: the plans again. `argument` may say that this process has another version. */
export default async function plans(argument: string): Promise<(run: IsolatedRun) => Plan> {
  return ({ deployment, params, asOf, pipeline: name }) => {
    const plan = planOf(isolated, { deployment, params, asOf })
    if (name !== plan.pipeline) throw new Error(`there is no pipeline ${name}`)
    if (argument !== 'older') return plan
    const [first, ...rest] = plan.steps
    if (first === undefined) return plan
    const changed = step({ inputs: {}, keyed: 'run', definition: 'older', run: () => 0 })
    return { ...plan, steps: [{ ...first, step: changed }, ...rest] }
  }
}
