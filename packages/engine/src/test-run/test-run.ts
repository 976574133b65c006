import {
  planOf,
  sql,
  type DatasetRef,
  type Outputs,
  type Pipeline,
  type PlannedStep,
  type Steps,
} from '@sluice/core'
import { redactor } from '../run/redactor.ts'
import { chosenSteps } from './chosen-steps.ts'
import { givenDatasets } from './given-dataset.ts'
import { memoryStore, testFolder, type MemoryStore } from './memory-store.ts'
import { OutputNotThere } from './output-not-there.ts'
import { jsonOf, runInMemory, type State, type World } from './run-in-memory.ts'
import { takeSession } from './session-pool.ts'
import { memoryRecords, type TestWorld } from './test-context.ts'
import type { TestRun, TestRunOptions } from './test-run-options.ts'

const defaultAsOf = new Date('2026-03-02T00:00:00Z')

/**
 * Runs a pipeline in memory: no journal, no retries, DuckDB only for steps that use it. Steps run one after the other
 * with the checks they have; steps whose outputs are given do not run.
 *
 * @throws what a step throws, as in a real run; ParamsInvalid, PlanInvalid, OutputNotThere
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { z } from 'zod'
 * import { pipeline, step } from '@sluice/core'
 * import { testRun } from '@sluice/engine'
 *
 * const report = pipeline('report', {
 *   params: z.object({ rate: z.number() }),
 *   steps: ({ params }) => {
 *     const spend = step({ inputs: {}, run: async (_, { fetch }) => Number(await (await fetch('https://ads')).text()) })
 *     const euros = step({ inputs: { spend }, definition: params, run: ({ spend }) => spend * params.rate })
 *     return { spend, euros }
 *   },
 * })
 * const { outputs } = await testRun(report, { params: { rate: 0.9 }, given: { spend: 100 } })
 * assert.equal(outputs.euros, 90)
 * ```
 */
export async function testRun<S extends Steps>(
  pipeline: Pipeline<unknown, S>,
  options: TestRunOptions<S> = {},
): Promise<TestRun<S>> {
  const { from } = options
  const asOf = options.asOf ?? from?.asOf ?? defaultAsOf
  const interval = options.interval ?? from?.interval
  const deployment = options.deployment ?? from?.deployment ?? 'test'
  const params = options.params ?? from?.params ?? {}
  const plan = planOf(pipeline, { deployment, params, asOf, ...(interval && { interval }) })
  const known = new Set(plan.steps.map(({ name }) => name))
  const only = options.only ?? from?.only
  const past = Object.entries(from?.outputs ?? {}).filter(
    ([name]) => known.has(name) && !only?.includes(name),
  )
  const given = new Map<string, unknown>([...past, ...Object.entries(options.given ?? {})])
  const chosen = chosenSteps(plan, { given: new Set(given.keys()), ...(only && { only }) })

  const world = worldOf(options, { id: 'test', pipeline: plan.pipeline, deployment, asOf }, given)
  const state: State = {
    plan,
    status: {},
    checks: {},
    outputs: new Map(),
    maps: new Map(),
    ends: new Map(),
  }
  for (const { name, step } of plan.steps) {
    state.checks[name] = []
    state.status[name] = given.has(name) ? 'given' : 'unneeded'
    if (given.has(name)) state.outputs.set(step, jsonOf(name, given.get(name)))
  }
  for (const planned of chosen) await runInMemory(world, state, planned)
  return resultOf<S>(world, state, plan.steps)
}

function worldOf<S extends Steps>(
  options: TestRunOptions<S>,
  run: TestWorld['run'],
  given: ReadonlyMap<string, unknown>,
): World {
  const { secrets = {}, signal = new AbortController().signal, history = {}, from } = options
  const now = options.now ?? (() => run.asOf)
  const datasets = givenDatasets([...given.values()])
  const openData = () => takeSession(store, testFolder)
  const store: MemoryStore = memoryStore({ given: datasets, beside: from?.store, session: openData })
  return {
    run,
    now,
    fetch: options.fetch,
    secret: redactor(secrets).secret,
    signal,
    store,
    ...memoryRecords(now),
    history,
    logs: [],
    metrics: {},
    openData,
  }
}

function resultOf<S extends Steps>(world: World, state: State, steps: readonly PlannedStep[]): TestRun<S> {
  const outputs = {}
  for (const { name, step } of steps) {
    Object.defineProperty(outputs, name, {
      enumerable: state.outputs.has(step),
      get() {
        const output = state.outputs.get(step)
        if (output !== undefined) return output
        throw new OutputNotThere({ step: name, reason: `it was ${state.status[name] ?? 'not run'}` })
      },
    })
  }
  const { metrics, logs, models, ledger, store } = world
  return {
    outputs: outputs as Outputs<S>,
    status: state.status as TestRun<S>['status'],
    checks: state.checks as TestRun<S>['checks'],
    metrics,
    logs,
    models,
    ledger,
    artifacts: store,
    async rows<R>(ref: DatasetRef) {
      const data = await world.openData()
      try {
        return await data.rows<R>(sql<R>`SELECT * FROM ${data.dataset(ref)}`)
      } finally {
        await data.close()
      }
    },
  }
}
