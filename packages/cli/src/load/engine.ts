import type { Config } from '@sluice/core'
import { resolve, dirname } from 'node:path'
import {
  openEngine,
  s3Location,
  type Engine,
  type EngineOptions,
  type IncidentOptions,
  type Isolation,
  type Observer,
} from '@sluice/engine'
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
  observers: readonly Observer[] = [],
): Promise<T> {
  const loaded = await loadConfig(io, options.config)
  const engine = await openEngine(engineOptions(io, loaded, observers))
  try {
    return await use({ ...loaded, engine })
  } finally {
    await engine.close()
  }
}

/** What an engine or a worker of this project is given; `observers` besides those of the configuration. */
export function engineOptions(
  io: Io,
  { config, file, root }: LoadedConfig,
  observers: readonly Observer[] = [],
): EngineOptions {
  const { concurrency, memoryLimitBytes, alerts, database, store, executor, isolation, observe = [] } = config
  return {
    root,
    now: io.now,
    fetch: io.fetch,
    env: io.env,
    alerts,
    ...(config.channels !== undefined && { channels: config.channels }),
    incidents: incidentOptions(config),
    observe: [...observe, ...observers],
    who: io.who,
    ...(concurrency !== undefined && { concurrency }),
    ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
    ...(database !== undefined && { database }),
    ...(store !== undefined && { store: placeOf(store, file) }),
    ...(executor !== undefined && { executor }),
    ...(isolation !== undefined && { isolation: isolationOf(file) }),
    resources: stepsAtOnce(config),
  }
}

/** Links go to where people reach the server, unless the configuration says otherwise. */
function incidentOptions({ server, incidents }: Config): IncidentOptions {
  return { ...(server?.publicUrl !== undefined && { server: server.publicUrl }), ...incidents }
}

/** How many steps may use something at once; a limit that only counts starts is one of runs. */
function stepsAtOnce({ limits }: Config): Readonly<Record<string, number>> {
  const given = Object.entries(limits?.resources ?? {})
  return Object.fromEntries(
    given.map(([name, limit]) => [name, typeof limit === 'number' ? limit : (limit.atOnce ?? unlimited)]),
  )
}

const unlimited = 1_000_000

/** A folder is relative to the configuration; an address is one. */
function placeOf(store: string, file: string): string {
  return s3Location(store) === undefined ? resolve(dirname(file), store) : store
}

/** Processes that run steps read the configuration themselves. */
function isolationOf(file: string): Isolation {
  const module = import.meta.url.endsWith('.ts') ? './isolated-plans.ts' : './isolated-plans.js'
  return { module: new URL(module, import.meta.url).href, argument: file }
}
