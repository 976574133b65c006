import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Json } from '@sluice/core'
import { openEngine, type EngineOptions } from '../open-engine.ts'
import { openStoreAt } from '../store/open-store-at.ts'
import { RunNotFound } from './run-not-found.ts'
import type { Fixture } from './test-run-options.ts'

/**
 * What a step of a past run was given: parameters, date, and the outputs of all steps before it, with their datasets and
 * artifacts. For `testRun(pipeline, { from })`, which then runs that step alone.
 *
 * `root` is the folder of the journal, such as `.sluice`, or the options of an engine whose journal and store are
 * elsewhere. `run` may be the beginning of an id.
 *
 * @throws RunNotFound, and what `openEngine` throws
 */
export async function fixture(root: string | EngineOptions, run: string, step: string): Promise<Fixture> {
  const options: EngineOptions = typeof root === 'string' ? { root } : root
  const place = resolve(options.root)
  const refuse = (reason: string) => new RunNotFound({ run, root: place, reason })
  if (options.database === undefined && !existsSync(join(place, 'journal.db'))) {
    throw refuse('there is no journal')
  }
  const engine = await openEngine(options)
  try {
    const found = await engine.journal.find(run)
    const [record] = found
    if (record === undefined) throw refuse('the journal has no such run')
    if (found.length > 1) throw refuse(`${found.length} runs begin like this`)
    const steps = await engine.journal.steps(record.id)
    const position = steps.findIndex(({ name }) => name === step)
    if (position < 0) {
      throw refuse(`it has the steps ${steps.map(({ name }) => name).join(', ')}, and not "${step}"`)
    }
    const before = steps.slice(0, position).filter(({ output }) => output !== undefined)
    const { deployment, params, asOf, intervalStart } = record
    return {
      deployment,
      params,
      asOf,
      ...(intervalStart !== undefined && { interval: { start: intervalStart, end: asOf } }),
      outputs: Object.fromEntries(before.map(({ name, output }) => [name, output as Json])),
      only: [step],
      store: await openStoreAt(options.store, {
        root: place,
        env: options.env ?? process.env,
        now: options.now ?? (() => new Date()),
      }),
    }
  } finally {
    await engine.close()
  }
}
