import { afterAll, describe, expect, test } from 'vitest'
import type { RunSummary } from '@sluice/engine'
import type { CheckResult } from '@sluice/core'
import { graphs, type Graph, type GraphName } from './graphs.ts'
import type { Member } from './members.ts'
import { newWorld, planFor, removeWorlds, type Behaviours, type World } from './world.ts'

const allGraphs = Object.keys(graphs) as GraphName[]

/** In `npm test` a few graphs for members that are slow to start; all of them with SLUICE_MATRIX=long. */
export function shortForm(...few: readonly GraphName[]): readonly GraphName[] {
  return process.env['SLUICE_MATRIX'] === 'long' ? allGraphs : few
}

const shapeOf = (graph: GraphName): Graph => graphs[graph]

/** The step in the middle that things happen to, and what needs it. */
const victims: Readonly<Record<GraphName, string>> = {
  linear: 'work',
  diamond: 'left',
  'fan-out': 'work',
  wide: 'part-3',
  map: 'work[b]',
}
const downstream = (graph: GraphName) => Object.keys(shapeOf(graph)).filter(name => name.startsWith('send'))
const calledIn = (graph: GraphName) =>
  Object.entries(shapeOf(graph)).flatMap(([name, { part }]) => (part === undefined ? [name] : []))

/** Every step that needs the victim, directly or not. */
function dependents(graph: GraphName): readonly string[] {
  const found = [victims[graph]]
  for (const [name, { needs }] of Object.entries(shapeOf(graph))) {
    if (needs.some(need => found.includes(need))) found.push(name)
  }
  return found.slice(1)
}

const block: CheckResult = {
  check: 'schema',
  severity: 'block',
  status: 'failed',
  subject: 'events',
  message: 'events: column "amount" is missing',
}

const statuses = ({ steps }: RunSummary) =>
  Object.fromEntries(steps.map(({ name, status }) => [name, status]))
const everyStep = (graph: GraphName, status: string) =>
  Object.fromEntries(Object.keys(shapeOf(graph)).map(name => [name, status]))

/** One graph on one member. */
interface Scene {
  readonly graph: GraphName
  readonly victim: string
  readonly steps: readonly string[]
  readonly runOnce: (
    world: World,
    graph: GraphName,
    behaviours?: Behaviours,
    options?: { readonly fresh?: boolean; readonly signal?: AbortSignal },
  ) => Promise<RunSummary>
}

/** Everything that may happen to a run. */
const scenarios: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'runs every step once, after what it needs': async ({ graph, steps, runOnce }) => {
    const world = newWorld()
    const summary = await runOnce(world, graph)
    expect(statuses(summary)).toEqual(everyStep(graph, 'succeeded'))
    const order = world.calls()
    expect(order.toSorted()).toEqual(steps.toSorted())
    for (const [name, { needs, part }] of Object.entries(shapeOf(graph))) {
      if (part !== undefined) continue
      for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(name))
    }
  },
  'a step that fails once and may be tried again succeeds': async ({ graph, victim, runOnce }) => {
    const world = newWorld()
    let tries = 0
    const before = () => {
      if ((tries += 1) === 1) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    }
    const summary = await runOnce(world, graph, { [victim]: { before, attempts: 3 } })
    expect(summary.status).toBe('succeeded')
    expect(summary.steps.find(({ name }) => name === victim)?.attempts).toBe(2)
  },
  'a step that fails stops what needs it and nothing else; repaired, the rest goes on': async ({
    graph,
    victim,
    runOnce,
  }) => {
    const world = newWorld()
    const before = () => {
      throw new TypeError('a mistake of mine')
    }
    const failed = await runOnce(world, graph, { [victim]: { before } })
    expect(failed.status).toBe('failed')
    const skipped = Object.fromEntries(dependents(graph).map(name => [name, 'skipped']))
    expect(statuses(failed)).toEqual({ ...everyStep(graph, 'succeeded'), [victim]: 'failed', ...skipped })
    expect(world.arrived()).toEqual([])

    const repaired = await runOnce(world, graph)
    expect(repaired.run).toBe(failed.run)
    const redone = Object.fromEntries([victim, ...dependents(graph)].map(name => [name, 'succeeded']))
    expect(statuses(repaired)).toEqual({ ...everyStep(graph, 'memoised'), ...redone })
    expect(world.arrived()).toHaveLength(downstream(graph).length)
  },
  'a blocking check stops what needs the step; it runs again when the run goes on': async ({
    graph,
    victim,
    runOnce,
  }) => {
    const world = newWorld()
    const blocked = await runOnce(world, graph, { [victim]: { check: [block] } })
    expect(blocked.status).toBe('blocked')
    expect(statuses(blocked)).toMatchObject({ read: 'succeeded', [victim]: 'blocked' })
    expect(world.arrived()).toEqual([])
    const resumed = await runOnce(world, graph)
    expect(resumed.run).toBe(blocked.run)
    expect(statuses(resumed)).toMatchObject({ read: 'memoised', [victim]: 'succeeded' })
    expect(resumed.status).toBe('succeeded')
  },
  'cancelled, nothing more starts; the run goes on where it stopped': async ({ graph, victim, runOnce }) => {
    const world = newWorld()
    const cancel = new AbortController()
    const before = ({ signal }: { readonly signal: AbortSignal }) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        cancel.abort()
      })
    const cancelled = await runOnce(world, graph, { [victim]: { before } }, { signal: cancel.signal })
    expect(cancelled.status).toBe('cancelled')
    const never = Object.fromEntries([victim, ...dependents(graph)].map(name => [name, 'cancelled']))
    expect(statuses(cancelled)).toMatchObject({ read: 'succeeded', ...never })
    expect(world.arrived()).toEqual([])
    const resumed = await runOnce(world, graph)
    expect([resumed.run, resumed.status, statuses(resumed)['read']]).toEqual([
      cancelled.run,
      'succeeded',
      'memoised',
    ])
  },
  'a step that takes too long is stopped and named': async ({ graph, victim, runOnce }) => {
    const world = newWorld()
    const before = ({ signal }: { readonly signal: AbortSignal }) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    const { status, steps: ended } = await runOnce(world, graph, { [victim]: { before, timeoutMs: 30 } })
    expect(status).toBe('failed')
    expect(ended.find(({ name }) => name === victim)?.error?.code).toBe('step-timeout')
  },
  'after success a new run reads and sends anew; work on the same inputs is not redone': async ({
    graph,
    runOnce,
  }) => {
    const world = newWorld()
    const first = await runOnce(world, graph)
    const second = await runOnce(world, graph)
    expect(second.run).not.toBe(first.run)
    const outside = Object.entries(shapeOf(graph)).filter(([, { keyed }]) => keyed !== undefined)
    const anew = Object.fromEntries(outside.map(([name]) => [name, 'succeeded']))
    expect(statuses(second)).toEqual({ ...everyStep(graph, 'memoised'), ...anew })
    expect(world.arrived()).toHaveLength(downstream(graph).length)
  },
  'another definition of a step redoes it and what its output changes': async ({
    graph,
    victim,
    runOnce,
  }) => {
    const world = newWorld()
    await runOnce(world, graph, {
      [downstream(graph)[0] ?? '']: { before: () => Promise.reject(new Error('no')) },
    })
    const changed = await runOnce(world, graph, { [victim]: { version: 2 } })
    expect(statuses(changed)).toMatchObject({ read: 'memoised', [victim]: 'succeeded' })
    expect(changed.status).toBe('succeeded')
  },
  'fresh starts a new run though an unfinished one could go on': async ({ graph, victim, runOnce }) => {
    const world = newWorld()
    const blocked = await runOnce(world, graph, { [victim]: { check: [block] } })
    const fresh = await runOnce(world, graph, {}, { fresh: true })
    expect(fresh.run).not.toBe(blocked.run)
    expect(statuses(fresh)['read']).toBe('succeeded')
    const after = await runOnce(world, graph)
    expect(after.run).not.toBe(blocked.run)
  },
}

/** Tests every scenario on graphs, on one member of the matrix. */
export function describeScenarios(member: Member, on: readonly GraphName[] = allGraphs): void {
  afterAll(async () => {
    await member.dispose()
    removeWorlds()
  })
  const runOnce: Scene['runOnce'] = (world, graph, behaviours = {}, { fresh = false, signal } = {}) =>
    member.run(world, { plan: planFor(world, graph, behaviours), fresh }, signal)
  describe.each(on)(`%s, ${member.name}`, graph => {
    const scene = { graph, victim: victims[graph], steps: calledIn(graph), runOnce }
    test.each(Object.keys(scenarios))('%s', name => scenarios[name]?.(scene))
  })
}
