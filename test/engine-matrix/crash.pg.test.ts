import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine, type RunSummary } from '@sluice/engine'
import { everyCrashPoint, newTestSchema, projectionOf, type TestSchema } from '@sluice/engine/testing'
import { runChild } from './children.ts'
import { graphs } from './graphs.ts'
import { databaseIn } from './members.ts'
import { asOf, newWorld, planFor, removeWorlds } from './world.ts'

const schemas: TestSchema[] = []
afterAll(async () => {
  for (const schema of schemas) await schema.drop()
  removeWorlds()
})

const all = [...everyCrashPoint, 'effect-before', 'effect-after']
const few = ['run-started', 'step-ran', 'step-committing', 'step-committed', 'run-finished', 'effect-after']
const points = process.env['SLUICE_MATRIX'] === 'long' ? all : few
const cases = [
  ...points.map(point => ['diamond', point, 1] as const),
  ...(['step-committing', 'step-committed'] as const).flatMap(point =>
    [2, 4].map(time => ['map', point, time] as const),
  ),
]

test.concurrent.each(cases)(
  'journal in PostgreSQL, %s, the process is killed at %s (time %i): the next run goes on',
  async (graph, point, occurrence) => {
    const world = newWorld()
    const schema = newTestSchema()
    schemas.push(schema)
    const database = { url: schema.url, schema: schema.schema }
    const died = await runChild({
      folder: dirname(world.root),
      graph,
      point,
      occurrence,
      warn: true,
      database,
    })
    expect(died).toEqual({ code: null, signal: 'SIGKILL', err: '' })

    const before = world.calls().length
    const engine = await openEngine(databaseIn(world, schema))
    const { journal } = engine
    const [first] = await journal.runs()
    const over = first?.status === 'succeeded'
    expect(first?.status).toBe(over ? 'succeeded' : 'interrupted')
    const steps = await journal.steps(first?.id ?? '')
    const finished = new Set(steps.filter(({ status }) => status === 'succeeded').map(({ name }) => name))
    const [summary] = (await engine.run([{ plan: planFor(world, graph) }])) as [RunSummary]
    expect(summary.status).toBe('succeeded')
    const again = world.calls().slice(before)
    if (!over) expect(again.filter(name => finished.has(name))).toEqual([])
    expect(world.arrived()).toEqual(['acme/send/row'])
    expect(summary.steps.map(({ name }) => name)).toEqual(Object.keys(graphs[graph]))
    expect(await journal.steps(summary.run)).toEqual(projectionOf(await journal.events(summary.run)).steps)
    expect((await journal.latest(graph, 'acme', asOf))?.status).toBe('succeeded')
    await engine.close()
  },
)
