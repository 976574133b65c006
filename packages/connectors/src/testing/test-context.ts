import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSession, Ledger, ReadContext, StepContext } from '@sluice/core'
import { openSession, openStore } from '@sluice/engine'
import { memoryLedger } from './memory-ledger.ts'

/** A session over a store of its own, and a folder for the files of a test. */
export interface TestData {
  readonly data: DataSession
  readonly folder: string
  close(): Promise<void>
}

/** Opens a session in a temporary folder. */
export async function openTestData(): Promise<TestData> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-connectors-'))
  const data = await openSession({
    store: await openStore(join(folder, 'store')),
    scratchRoot: join(folder, 'scratch'),
    threads: 1,
    memoryLimitBytes: 512 * 1024 * 1024,
    signal: new AbortController().signal,
  })
  const close = async () => {
    await data.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { data, folder, close }
}

/** What a test may want to be different in a step. */
export interface TestContextOptions {
  readonly run?: string
  readonly deployment?: string
  readonly step?: string
  readonly asOf?: Date
  readonly ledger?: Ledger
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly crashPoint?: (name: string) => void
  readonly log?: StepContext['log']
}

const absent = (name: string) => () => {
  throw new Error(`connectors do not use ${name}`)
}

/** The context of a step, for tests of sources and destinations. */
export function testContext(data: DataSession, options: TestContextOptions = {}): StepContext & ReadContext {
  const { run = 'run-1', deployment = 'alpine', step = 'deliver', env = process.env } = options
  const refuse = new Proxy({}, { get: (_target, name) => absent(String(name)) })
  return {
    run: {
      id: run,
      pipeline: 'test',
      deployment,
      asOf: options.asOf ?? new Date('2026-03-02T06:00:00Z'),
    },
    step,
    attempt: 1,
    signal: options.signal ?? new AbortController().signal,
    now: () => new Date(),
    fetch,
    secret: reference => {
      const value = env[reference.replace(/^env:/, '')]
      if (value === undefined) throw new Error(`${reference} is not set`)
      return value
    },
    log: options.log ?? (() => undefined),
    progress: () => undefined,
    data,
    threads: 1,
    scorers: absent('scorers'),
    artifacts: refuse as StepContext['artifacts'],
    models: refuse as StepContext['models'],
    history: refuse as StepContext['history'],
    ledger: options.ledger ?? memoryLedger(),
    crashPoint: options.crashPoint ?? (() => undefined),
  }
}
