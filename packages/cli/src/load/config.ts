import { access } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isTimeZone, serverProblems, SluiceError, type Config } from '@sluice/core'
import { s3Location } from '@sluice/engine'
import { ConfigInvalid } from '../errors/config-invalid.ts'
import { ConfigNotFound } from '../errors/config-not-found.ts'
import type { Io } from '../io.ts'
import { importProblem } from './import-problem.ts'
import { baseName } from './selection.ts'

const fileNames = ['sluice.config.ts', 'sluice.config.mts', 'sluice.config.js', 'sluice.config.mjs']

/** A configuration with where it came from. */
export interface LoadedConfig {
  readonly config: Config
  readonly file: string
  /** Folder of journal and store, absolute. */
  readonly root: string
}

/**
 * Loads a project's configuration: `file` when given, else the nearest one at or above the working folder. Whatever
 * folder a command is typed in, relative paths start from the project's.
 */
export async function loadConfig(
  { cwd, enter }: Pick<Io, 'cwd' | 'enter'>,
  file?: string,
): Promise<LoadedConfig> {
  const path = await findConfig({ cwd }, file)
  enter(dirname(path))
  const config = configOf(path, await importFile(path))
  return { config, file: path, root: resolve(dirname(path), config.folder) }
}

/** The path of a project's configuration: `file` when given, else the nearest one at or above the working folder. */
export async function findConfig({ cwd }: Pick<Io, 'cwd'>, file?: string): Promise<string> {
  const path = file === undefined ? await nearest(cwd) : resolve(cwd, file)
  if (!(await exists(path))) throw new ConfigInvalid({ file: path, reason: 'there is no such file' })
  return path
}

async function nearest(cwd: string): Promise<string> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of fileNames) if (await exists(join(folder, name))) return join(folder, name)
    if (dirname(folder) === folder) throw new ConfigNotFound({ searched: cwd })
  }
}

async function importFile(path: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause
    throw new ConfigInvalid({ file: path, reason: `could not be loaded: ${importProblem(cause)}`, cause })
  }
}

function configOf(file: string, value: unknown): Config {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'config') {
    const reason = 'does not export a configuration: write `export default defineConfig({ … })`'
    throw new ConfigInvalid({ file, reason })
  }
  const config = value as Config
  if (config.store !== undefined) s3Location(config.store)
  const [reason] = problemsOf(config)
  if (reason !== undefined) throw new ConfigInvalid({ file, reason })
  return config
}

function problemsOf({ deployments, database, executor, server = {} }: Config): readonly string[] {
  const names = deployments.map(({ name, pipeline }) => `"${name}" of ${baseName(pipeline.name)}`)
  const twice = names.filter((name, i) => names.indexOf(name) !== i)
  return [
    ...(executor === 'postgres' && database === undefined
      ? [`has executor: 'postgres' and no database: write database: env('DATABASE_URL')`]
      : []),
    ...serverProblems(server).map(problem => `has a server that cannot be: ${problem}`),
    ...twice.map(name => `declares two deployments ${name}: give each a name of its own`),
    ...deployments.flatMap(({ name, timezone }) =>
      timezone === undefined || isTimeZone(timezone)
        ? []
        : [
            `deployment "${name}" has the time zone "${timezone}", which does not exist: write one such as Europe/Berlin`,
          ],
    ),
  ]
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
