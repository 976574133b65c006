import { openEngine, type Engine } from '@sluice/engine'
import type { Io } from '../io.ts'
import { loadConfig, type LoadedConfig } from './config.ts'

/** A project with its engine open. */
export interface OpenProject extends LoadedConfig {
  readonly engine: Engine
}

/** Loads the configuration, opens the engine, gives both to `use` and closes the engine whatever happens. */
export async function withProject<T>(
  io: Io,
  options: { readonly config?: string },
  use: (project: OpenProject) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(io, options.config)
  const { concurrency, memoryLimitBytes, alerts } = loaded.config
  const engine = await openEngine({
    root: loaded.root,
    now: io.now,
    fetch: io.fetch,
    env: io.env,
    alerts,
    who: io.who,
    ...(concurrency !== undefined && { concurrency }),
    ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
  })
  try {
    return await use({ ...loaded, engine })
  } finally {
    await engine.close()
  }
}
