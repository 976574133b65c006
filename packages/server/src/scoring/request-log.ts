import { createHash } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planOf, type TableSchema } from '@sluice/core'
import type { Engine } from '@sluice/engine'
import { lineOf, loggedSchema, type LoggedRow } from './logged-rows.ts'
import { onlinePipeline } from './online-pipeline.ts'
import type { ServedModel } from './served-model.ts'

/** Keeps scored requests as datasets, for checks of drift and for comparing challengers. */
export interface RequestLog {
  /** Takes a row. Never waits and never throws: what does not fit the buffer is dropped and counted. */
  add(served: ServedModel, row: LoggedRow): void
  /** Makes datasets of what is there. */
  flush(): Promise<void>
  /** Rows that were dropped since the start. */
  readonly dropped: number
  close(): Promise<void>
}

/** What a request log is given. */
export interface RequestLogOptions {
  /** Folder of the files that become datasets; what a dead process left there is picked up. */
  readonly folder: string
  /** An engine that runs in this process. */
  readonly engine: Pick<Engine, 'run' | 'journal'>
  readonly now: () => Date
  /** How often datasets are made; default ten minutes. */
  readonly everyMs?: number
  /** Bytes in memory that wait for the disk, at most; default 16 MB. */
  readonly mostBytes?: number
  readonly onTrouble?: (error: unknown) => void
}

/** A file being written: rows of one model with one schema. */
interface Spool {
  readonly stream: WriteStream
  readonly path: string
  failed: boolean
}

/** What stands beside the lines, for whoever finds the file. */
interface SpoolFacts {
  readonly model: string
  readonly columns: TableSchema['columns']
}

/** Opens a log. Rows are appended to a file per model; every so often it becomes a dataset of a run and is removed. */
export async function requestLog(options: RequestLogOptions): Promise<RequestLog> {
  const { folder, engine, now, everyMs = 600_000, mostBytes = 16e6, onTrouble = () => undefined } = options
  await mkdir(folder, { recursive: true })
  const spools = new Map<ServedModel, Spool>()
  let dropped = 0
  let opened = 0
  const spoolOf = (served: ServedModel): Spool => {
    const known = spools.get(served)
    if (known !== undefined) return known
    const path = join(folder, `${fileName(served, now(), (opened += 1))}.open`)
    const facts: SpoolFacts = { model: served.model, columns: loggedSchema(served).columns }
    const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
    stream.write(`${JSON.stringify(facts)}\n`)
    const spool: Spool = { stream, path, failed: false }
    stream.on('error', error => {
      spool.failed = true
      onTrouble(error)
    })
    spools.set(served, spool)
    return spool
  }
  const seal = async (spool: Spool) => {
    await new Promise<void>(done => spool.stream.end(() => done()))
    if (!spool.failed) await rename(spool.path, spool.path.replace(/\.open$/, '.lines'))
  }
  const flush = async () => {
    const open = [...spools.values()]
    spools.clear()
    for (const spool of open) await seal(spool)
    for (const name of (await readdir(folder)).filter(file => file.endsWith('.lines')).toSorted()) {
      await toDataset(join(folder, name), engine).catch(onTrouble)
    }
  }
  // What a process that died left open has no other writer: a log has its folder for itself.
  for (const name of await readdir(folder)) {
    if (name.endsWith('.open')) {
      await rename(join(folder, name), join(folder, name.replace(/\.open$/, '.lines')))
    }
  }
  let flushing = Promise.resolve()
  const next = () => (flushing = flushing.then(flush, flush).catch(onTrouble))
  const timer = setInterval(() => void next(), everyMs)
  timer.unref()
  return {
    add(served, row) {
      const spool = spoolOf(served)
      if (spool.failed || spool.stream.writableLength > mostBytes) {
        dropped += 1
        return
      }
      spool.stream.write(lineOf(served, row))
    },
    flush: next,
    get dropped() {
      return dropped
    },
    async close() {
      clearInterval(timer)
      await next()
    },
  }
}

/** Sorts by time; the digest keeps names of models out of file names. */
function fileName({ model, version }: ServedModel, at: Date, count: number): string {
  const digest = createHash('sha256').update(model).digest('hex').slice(0, 12)
  return `${at.getTime()}-${digest}-v${version}-${count}`
}

/** Runs the pipeline over a file, and removes the file once a run has its rows. */
async function toDataset(path: string, { run, journal }: RequestLogOptions['engine']): Promise<void> {
  const text = await readFile(path, 'utf8')
  const end = text.indexOf('\n')
  const facts = JSON.parse(text.slice(0, end)) as SpoolFacts
  const [name = facts.model, deployment = 'default'] = facts.model.split('/')
  const pipeline = onlinePipeline(name)
  const asOf = instantOf(path)
  const rows = `${path}.rows`
  // A run that has its rows already is one whose process died before it removed the file.
  const known = await journal.latest(pipeline.name, deployment, asOf)
  if (known?.status !== 'succeeded') {
    await writeFile(rows, text.slice(end + 1), { mode: 0o600 })
    const params = { model: facts.model, file: rows, columns: facts.columns }
    const [summary] = await run([{ plan: planOf(pipeline, { deployment, params, asOf }) }])
    if (summary?.status !== 'succeeded') {
      throw new Error(
        `logged requests of ${facts.model} could not be made a dataset yet; they are kept in ${path}`,
      )
    }
  }
  await rm(path)
  await rm(rows, { force: true })
}

/** When a file was begun, apart from others of the same millisecond. */
function instantOf(path: string): Date {
  const [, at = '0', count = '0'] = /(\d+)-[0-9a-f]+-v\d+-(\d+)\.lines$/.exec(path) ?? []
  return new Date(Number(at) + (Number(count) % 1000))
}
