import { openEngine, openWorker, type Engine, type RunRequest, type RunSummary } from '@sluice/engine'
import { newTestSchema, type TestSchema } from '@sluice/engine/testing'
import type { World } from './world.ts'

/** A journal with an executor: a member of the matrix. Each call is a process of its own, as far as it can tell. */
export interface Member {
  readonly name: string
  run(world: World, request: RunRequest, signal?: AbortSignal): Promise<RunSummary>
  dispose(): Promise<void>
}

const concurrency = 2

async function runIn(engine: Engine, request: RunRequest, signal?: AbortSignal): Promise<RunSummary> {
  try {
    const [summary] = await engine.run([request], signal && { signal })
    return summary as RunSummary
  } finally {
    await engine.close()
  }
}

/** SQLite and steps in the process. */
export function embeddedMember(): Member {
  return {
    name: 'embedded',
    run: async (world, request, signal) =>
      runIn(await openEngine({ root: world.root, concurrency }), request, signal),
    dispose: async () => undefined,
  }
}

/** PostgreSQL, with steps in the process or on a worker. */
export function postgresMember(executor: 'embedded' | 'postgres'): Member {
  const schemas = new Map<string, TestSchema>()
  const schemaOf = (world: World) => {
    const known = schemas.get(world.root) ?? newTestSchema()
    schemas.set(world.root, known)
    return known
  }
  return {
    name: `postgres, ${executor === 'postgres' ? 'on a worker' : 'embedded'}`,
    async run(world, request, signal) {
      const options = { concurrency, executor, ...databaseIn(world, schemaOf(world)) }
      if (executor === 'embedded') return runIn(await openEngine(options), request, signal)
      const engine = await openEngine(options)
      const worker = await openWorker({ ...options, planFor: () => request.plan })
      try {
        return await runIn(engine, request, signal)
      } finally {
        await worker.stop()
      }
    },
    dispose: async () => {
      // One after the other: each takes a lock for every table.
      for (const schema of schemas.values()) await schema.drop()
    },
  }
}

/** What an engine or a worker of a world needs to use a schema. */
export function databaseIn({ root }: World, { url, schema }: Pick<TestSchema, 'url' | 'schema'>) {
  return { root, database: 'env:MATRIX_DATABASE', env: { MATRIX_DATABASE: url }, schema }
}
