import type { ArtifactStore, ModelRegistry, ModelVersion } from '@sluice/core'
import { NotFound } from '../errors/not-found.ts'
import { serveVersion, type ServedModel } from './served-model.ts'

/** What a host is given. */
export interface ModelHostOptions {
  readonly models: Pick<ModelRegistry, 'resolve'>
  readonly store: ArtifactStore
  /** How often aliases that are served are looked up again; default 1000. */
  readonly everyMs?: number
  /** Models kept ready; the one that was not asked for the longest goes first. Default 200. */
  readonly most?: number
  readonly now?: () => Date
  /** Hears that a version could not be loaded while an older one goes on. */
  readonly onTrouble?: (error: unknown) => void
}

/** Models by alias, loaded once and swapped when the alias points at another version. */
export interface ModelHost {
  /**
   * The version that an alias points at, ready to score. A request keeps the version that it was given until it ends.
   *
   * @throws NotFound when there is no such model or alias; what loading throws, when no version was served before.
   */
  get(model: string, alias: string): Promise<ServedModel>
  /** The same without waiting, where it is there already. */
  ready(model: string, alias: string): ServedModel | undefined
  /** Looks up all served aliases now, such as after a promotion. */
  refresh(): Promise<void>
  close(): void
}

interface Served {
  readonly model: string
  readonly alias: string
  current: ServedModel | undefined
  loading: Promise<ServedModel> | undefined
}

/** Opens a host. It looks up aliases in the background, so that a request never waits for the registry. */
export function modelHost(options: ModelHostOptions): ModelHost {
  const {
    models,
    store,
    everyMs = 1000,
    most = 200,
    now = () => new Date(),
    onTrouble = () => undefined,
  } = options
  const served = new Map<string, Served>()
  const absent = new Map<string, number>()
  const entryOf = (model: string, alias: string): Served => {
    const key = `${model}\n${alias}`
    const known = served.get(key) ?? { model, alias, current: undefined, loading: undefined }
    // Behind all others, so that the first is the one that was not asked for the longest.
    served.delete(key)
    served.set(key, known)
    if (served.size > most) served.delete(served.keys().next().value as string)
    return known
  }
  const lookUp = async (entry: Served): Promise<ServedModel> => {
    const version = await models.resolve(entry.model, entry.alias)
    if (version === undefined) {
      const key = `${entry.model}\n${entry.alias}`
      served.delete(key)
      if (absent.size >= mostAbsent) absent.clear()
      absent.set(key, now().getTime() + everyMs)
      throw notServed(entry.model, entry.alias)
    }
    if (isCurrent(entry.current, version)) return entry.current as ServedModel
    entry.current = await serveVersion(store, version)
    return entry.current
  }
  // One at a time for an alias: those who come meanwhile get the same.
  const load = (entry: Served): Promise<ServedModel> => {
    entry.loading ??= lookUp(entry).finally(() => (entry.loading = undefined))
    return entry.loading
  }
  const refresh = async () => {
    for (const entry of served.values()) if (entry.current !== undefined) await load(entry).catch(onTrouble)
  }
  let isRefreshing = false
  const timer = setInterval(() => {
    if (isRefreshing) return
    isRefreshing = true
    void refresh().finally(() => (isRefreshing = false))
  }, everyMs)
  timer.unref()
  return {
    ready: (model, alias) => served.get(`${model}\n${alias}`)?.current,
    get: (model, alias) => {
      // A registry is not asked again and again for what was not there a moment ago.
      if ((absent.get(`${model}\n${alias}`) ?? 0) > now().getTime()) {
        return Promise.reject(notServed(model, alias))
      }
      const entry = entryOf(model, alias)
      return entry.current === undefined
        ? load(entry).catch((error: unknown) => {
            if (entry.current === undefined) served.delete(`${model}\n${alias}`)
            throw error
          })
        : Promise.resolve(entry.current)
    },
    refresh,
    close: () => clearInterval(timer),
  }
}

const mostAbsent = 1000

function notServed(model: string, alias: string): NotFound {
  return new NotFound({ subject: `model "${model}" with alias "${alias}"` })
}

function isCurrent(current: ServedModel | undefined, version: ModelVersion): boolean {
  return current?.version === version.version && current.digest === version.artifact.digest
}
