import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine, type Journal, type RunSummary } from '@sluice/engine'
import { everyCrashPoint, projectionOf } from '@sluice/engine/testing'
import { runChild } from './children.ts'
import { graphs, type Graph, type GraphName } from './graphs.ts'
import { asOf, newWorld, planFor, removeWorlds, type World } from './world.ts'

afterAll(removeWorlds)

/** Points of the effect itself, besides those of the engine. */
const points = [...everyCrashPoint, 'effect-before', 'effect-after']
const names = Object.keys(graphs) as GraphName[]
const ofMaps = (point: string) => ['step-started', 'step-committing', 'step-committed'].includes(point)
const cases = [
  ...names.flatMap(graph => points.map(point => [graph, point, 1] as const)),
  // In the middle of things, where some steps have ended and others run.
  ...points.filter(point => point.startsWith('step-')).map(point => ['wide', point, 5] as const),
  // Of a map while its elements are listed, worked on and gathered.
  ...points.filter(ofMaps).flatMap(point => [2, 4, 6].map(time => ['map', point, time] as const)),
]

test.concurrent.each(cases)(
  '%s, killed at %s (time %i): the next run goes on',
  async (graph, point, occurrence) => {
    const world = newWorld()
    const folder = dirname(world.root)
    const died = await runChild({ folder, graph, point, occurrence, warn: true })
    expect(died).toEqual({ code: null, signal: 'SIGKILL', err: '' })

    const before = world.calls().length
    const engine = await openEngine({ root: world.root })
    const finished = new Set(
      engine.journal
        .runs()
        .flatMap(run => engine.journal.steps(run.id))
        .filter(({ status }) => status === 'succeeded')
        .map(({ name }) => name),
    )
    const over = engine.journal.latest(graph, 'acme', asOf)?.status === 'succeeded'
    const [summary] = (await engine.run([{ plan: planFor(world, graph) }])) as [RunSummary]
    expect(summary.status).toBe('succeeded')
    const again = world.calls().slice(before)
    // After success a new run reads and sends anew; a run that goes on redoes nothing that had finished.
    if (!over) expect(again.filter(name => finished.has(name))).toEqual([])
    expectDoneOnce(world, graph, summary)
    expectJournalAgrees(engine.journal, summary.run)
    await engine.close()
  },
)

function expectDoneOnce(world: World, graph: GraphName, { steps }: RunSummary): void {
  const shape: Graph = graphs[graph]
  const effects = Object.keys(shape).filter(name => shape[name]?.keyed === 'effect')
  expect(world.arrived().toSorted()).toEqual(effects.map(name => `acme/${name}/row`).toSorted())
  expect(steps.map(({ name }) => name)).toEqual(Object.keys(shape))
  expect(steps.every(({ output }) => output !== undefined)).toBe(true)
}

function expectJournalAgrees(journal: Journal, run: string): void {
  const said = projectionOf(journal.events(run))
  expect(journal.run(run)?.status).toBe(said.status)
  expect(journal.steps(run)).toEqual(said.steps)
}
