import { afterEach, describe, expect, test, vi } from 'vitest'
import { map, sql, step, type CheckResult } from '@sluice/core'
import { observedRuns } from '../testing/observe/observed-run.ts'
import { testEvents } from '../testing/observer-contract.ts'
import { jsonLog } from './log/json-log.ts'
import { observation, type Sight } from './observation.ts'
import type { ObservedEvent, Observer } from './observer.ts'
import { prometheus } from './prometheus/prometheus.ts'

afterEach(() => vi.restoreAllMocks())

function remembering(change: Partial<Observer> = {}): {
  readonly seen: ObservedEvent[]
  readonly observer: Observer
} {
  const seen: ObservedEvent[] = []
  return {
    seen,
    observer: { kind: 'memory', observe: event => void seen.push(event), close: async () => {}, ...change },
  }
}

const told = (seen: readonly ObservedEvent[]) =>
  seen.map(event => ('step' in event ? `${event.kind} ${event.step}` : event.kind))

describe('an engine', () => {
  const rows = step({ inputs: {}, run: (_inputs, { data }) => data.save(sql`SELECT 1 AS a`) })
  const count = step({ inputs: { from: { rows } }, run: ({ from }) => from.rows.rows })

  test('tells what happens, with what each step reads', async () => {
    const { seen, observer } = remembering()
    await observedRuns({ rows, count }, { observe: [observer] })
    expect(told(seen)).toEqual([
      'run-started',
      'step-reached rows',
      'step-started rows',
      'step-finished rows',
      'step-reached count',
      'step-started count',
      'step-finished count',
      'run-finished',
    ])
    expect(seen.find(event => event.kind === 'step-reached' && event.step === 'count')).toMatchObject({
      keyed: 'content',
      reads: [{ step: 'rows', path: 'from.rows', output: { kind: 'dataset', rows: 1 } }],
    })
  })

  test('tells what the elements of a map read and what gathers them, and counts all elements as one', async () => {
    const { seen, observer } = remembering()
    const keys = step({ inputs: {}, run: () => ['x', 'y'] })
    const each = (key: string) =>
      step({
        inputs: { rows },
        definition: key,
        run: (_inputs, { data }) => data.save(sql`SELECT ${key} AS key`),
      })
    const all = map({ over: keys, inputs: { rows }, key: String, each })
    const figures = prometheus()
    await observedRuns({ rows, keys, all }, { observe: [observer, figures] })
    const reads = seen.flatMap(event =>
      event.kind === 'step-reached' ? event.reads.map(read => `${event.step} reads ${read.step}`) : [],
    )
    expect(reads.toSorted()).toEqual([
      'all reads all[x]',
      'all reads all[y]',
      'all[] reads keys',
      'all[] reads rows',
      'all[x] reads rows',
      'all[y] reads rows',
    ])
    expect(figures.text()).toContain('step="all[*]",status="succeeded"} 2')
  })

  test('tells of finished work from which run it is', async () => {
    const { seen, observer } = remembering()
    const [first] = await observedRuns({ rows }, { observe: [observer] }, 2)
    const [made, taken] = seen.filter(event => event.kind === 'step-finished')
    expect(made).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(taken).toMatchObject({ status: 'memoised', attempts: 0, from: first?.run })
  })

  test('holds secrets back: in errors, logs, checks and definitions', async () => {
    const secret = 'hunter2-hunter2'
    const lines: string[] = []
    const { seen, observer } = remembering()
    const login = step({
      inputs: {},
      definition: { url: `https://me:${secret}@crm` },
      run: (_inputs, { secret: resolve, log }) => {
        const password = resolve('env:CRM')
        log(`as ${password}`, { password })
        throw new Error(`no access with ${password}`)
      },
    })
    const careless = step({
      inputs: {},
      run: (_inputs, { secret: resolve }) => resolve('env:CRM').length,
      check: async (): Promise<readonly CheckResult[]> => [
        { check: 'x', severity: 'block', status: 'failed', subject: 's', message: `not ${secret}` },
      ],
    })
    const observe = [observer, jsonLog({ write: line => lines.push(line), level: 'debug' })]
    await observedRuns({ careless, login }, { observe, env: { CRM: secret }, concurrency: 1 })
    expect(JSON.stringify(seen)).toContain('no access with ‹secret›')
    expect(JSON.stringify(seen)).not.toContain(secret)
    expect(lines.join('')).toContain('as ‹secret›')
    expect(lines.join('')).not.toContain(secret)
  })

  test('goes on when an observer throws, rejects or hangs', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const fail = () => {
      throw new Error('broken')
    }
    const { seen, observer } = remembering({ close: async () => fail() })
    const [summary] = await observedRuns(
      { rows },
      { observe: [{ kind: 'bad', observe: fail, close: async () => fail() }, observer] },
    )
    expect(summary?.status).toBe('succeeded')
    expect(seen).toHaveLength(5)
    expect(warn).toHaveBeenCalledWith('observer bad: broken')
    expect(warn).toHaveBeenCalledWith('observer memory: broken')
  })

  test('runs attempts inside of what every observer puts around them, the first outermost', async () => {
    const order: string[] = []
    const around = (kind: string) =>
      remembering({
        kind,
        within: async (_attempt, work) => {
          order.push(`${kind} begins`)
          return work().finally(() => order.push(`${kind} ends`))
        },
      }).observer
    const work = step({ inputs: {}, run: () => order.push('work') })
    await observedRuns({ work }, { observe: [around('a'), around('b')] })
    expect(order).toEqual(['a begins', 'b begins', 'work', 'b ends', 'a ends'])
  })
})

describe('of processes that see the same run each thing is told by one', () => {
  const services = { now: () => new Date(0), redactor: { redact: (text: string) => text } }
  const seenBy = (sight: Sight) => {
    const { seen, observer } = remembering()
    const { tell } = observation([observer], services as never, sight)
    for (const { at: _at, ...event } of testEvents()) if (event.kind !== 'step-reached') tell(event)
    return told(seen)
  }

  test('the follower tells of the run and of steps that never started, a worker of the others', () => {
    const all = seenBy('all')
    expect(seenBy('follower')).toEqual(['run-started', 'step-finished scores', 'run-finished'])
    // A worker sees no events of runs; here it gets all there are.
    expect(seenBy('worker')).toEqual(all.filter(event => event !== 'step-finished scores'))
  })
})
