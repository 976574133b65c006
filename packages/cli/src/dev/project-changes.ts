import { watch } from 'node:fs'
import { sep } from 'node:path'

const settleMs = 150

/** Files whose change means that the project is another one: code, and what code reads as code. */
const sources = /\.(m?[jt]s|sql|json|ya?ml)$|(^|[\\/])\.env$/
const notOurs = /(^|[\\/])(node_modules|\.git|\.sluice|\.demo|dist|reports|out)([\\/]|$)/

/** True for a path below the project, relative to it, whose change calls for a new start. */
export function isSource(path: string): boolean {
  return sources.test(path) && !notOurs.test(path)
}

/** Changes of a project's sources; one that comes while nobody waits is there for who waits next. */
export interface ProjectChanges {
  /** The path that changed last, once editors have written all they will; rejects when `signal` is aborted. */
  next(signal: AbortSignal): Promise<string>
  close(): void
}

/** Watches the sources below `folder`. */
export function projectChanges(folder: string): ProjectChanges {
  let pending: string | undefined
  let settling: NodeJS.Timeout | undefined
  let tell: () => void = () => undefined
  const watcher = watch(folder, { recursive: true, ignore: path => notOurs.test(path) }, (_, name) => {
    if (name === null || !isSource(name)) return
    clearTimeout(settling)
    settling = setTimeout(() => {
      pending = name.split(sep).join('/')
      tell()
    }, settleMs)
  })
  const take = () => {
    const path = pending
    pending = undefined
    return path
  }
  return {
    next: signal =>
      new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason as Error)
        if (signal.aborted) return abort()
        signal.addEventListener('abort', abort, { once: true })
        tell = () => {
          const path = signal.aborted ? undefined : take()
          if (path !== undefined) resolve(path)
        }
        tell()
      }),
    close() {
      clearTimeout(settling)
      watcher.close()
    },
  }
}
