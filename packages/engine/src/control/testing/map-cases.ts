import assert from 'node:assert/strict'
import { map, pipeline, planOf, step, type FailurePolicy, type Plan } from '@sluice/core'
import { z } from 'zod'
import type { Engine } from '../../open-engine.ts'
import type { RunSummary } from '../../run/run-event.ts'
import type { ContractCase } from '../../testing/contract-case.ts'
import { failStep, skipStep } from '../control.ts'

/** Where the cases run: an engine, and how a plan is run there. */
export interface MapSubject {
  readonly engine: Engine
  readonly run: (plan: Plan) => Promise<RunSummary>
}

const ann = { who: 'ann', why: 'a test' }

/** Three elements; what becomes of `b` is up to `work`. */
function planWith(onFailure: FailurePolicy, work: (signal: AbortSignal) => Promise<number>): Plan {
  const steps = () => {
    const found = step({ inputs: {}, run: () => ['a', 'b', 'c'] })
    const sizes = map({
      over: found,
      key: String,
      onFailure,
      each: key => {
        const size = (_: unknown, { signal }: { readonly signal: AbortSignal }) =>
          key === 'b' ? work(signal) : 1
        return step({
          inputs: {},
          keyed: 'run',
          definition: {},
          retry: { attempts: 1 },
          run: size.bind(undefined),
        })
      },
    })
    return { found, sizes, after: step({ inputs: { sizes }, run: ({ sizes: all }) => all.length }) }
  }
  const declared = pipeline('sizes', { params: z.object({}), steps })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
}

const fails = () => Promise.reject(new TypeError('no'))
const output = ({ steps }: RunSummary, name: string) => steps.find(found => found.name === name)?.output
const results = (summary: RunSummary) =>
  (output(summary, 'sizes') as { key: string; status: string; output?: number }[]).map(
    one => `${one.key} ${one.status} ${one.output ?? ''}`,
  )

/** What may be decided about elements of maps, on every executor. */
export const mapCases: readonly ContractCase<MapSubject>[] = [
  {
    name: 'a running element that is marked as failed: its map goes on without it, where it may',
    async check({ engine, run }) {
      const begun = Promise.withResolvers<void>()
      const endless = (signal: AbortSignal) => {
        begun.resolve()
        return new Promise<number>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
        })
      }
      const running = run(planWith('continue', endless))
      await begun.promise
      const [found] = await engine.journal.runs({ running: true })
      await failStep(engine.control, { run: found?.id ?? '', step: 'sizes[b]' }, ann)
      const summary = await running
      assert.deepEqual(results(summary), ['a succeeded 1', 'b failed ', 'c succeeded 1'])
      assert.deepEqual([summary.status, output(summary, 'after')], ['succeeded', 3])
    },
  },
  {
    name: 'a failed element that is skipped with an output in its place: its map goes on with that',
    async check({ engine, run }) {
      const failed = await run(planWith('block', fails))
      assert.equal(failed.status, 'failed')
      await skipStep(engine.control, { run: failed.run, step: 'sizes[b]', output: 7 }, ann)
      const summary = await run(planWith('block', fails))
      assert.deepEqual([summary.run, summary.status], [failed.run, 'succeeded'])
      assert.deepEqual(results(summary), ['a succeeded 1', 'b succeeded 7', 'c succeeded 1'])
    },
  },
  {
    name: 'a failed element that is skipped: its map goes on without it where it may, and not where it must not',
    async check({ engine, run }) {
      const failed = await run(planWith({ atMost: 0 }, fails))
      assert.equal(failed.status, 'failed')
      await skipStep(engine.control, { run: failed.run, step: 'sizes[b]' }, ann)
      const again = await run(planWith({ atMost: 0 }, fails))
      assert.equal(again.status, 'failed')
      const allowed = await run(planWith({ atMost: 1 }, fails))
      assert.deepEqual([allowed.run, allowed.status], [failed.run, 'succeeded'])
      assert.deepEqual(results(allowed), ['a succeeded 1', 'b skipped ', 'c succeeded 1'])
    },
  },
]
