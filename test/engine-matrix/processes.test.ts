import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openEngine } from '@sluice/engine'
import { runChild } from './children.ts'
import { planFor, worldIn } from './world.ts'

test('of two processes that run the same, one does and the other says who', async () => {
  const world = worldIn()
  const order = { folder: dirname(world.root), graph: 'linear', stepMs: 3000 } as const
  const first = runChild(order)
  while (!world.calls().includes('read')) await pause(20)
  expect(await runChild(order)).toEqual({ code: 4, signal: null, err: 'run-busy\n' })
  expect((await first).code).toBe(0)
  expect(world.calls()).toEqual(['read', 'work', 'send'])
})

test('however many processes begin on an empty folder at once, each step is done by one', async () => {
  const world = worldIn()
  const order = { folder: dirname(world.root), graph: 'diamond', stepMs: 1500 } as const
  const ends = await Promise.all(Array.from({ length: 4 }, () => runChild(order)))
  for (const { code, err } of ends) expect([code, err]).toEqual(code === 0 ? [0, ''] : [4, 'run-busy\n'])
  const runs = ends.filter(({ code }) => code === 0).length
  expect(runs).toBeGreaterThan(0)
  // A process that came when the others had finished ran anew; the row arrived once all the same.
  expect(world.calls().filter(name => name === 'read')).toHaveLength(runs)
  expect(world.arrived()).toEqual(['acme/send/row'])
})

test('the run of a killed process is taken over at once, and shown as interrupted before', async () => {
  const world = worldIn()
  await runChild({ folder: dirname(world.root), graph: 'linear', point: 'step-ran' })
  const engine = await openEngine({ root: world.root })
  expect(engine.journal.runs().map(({ status }) => status)).toEqual(['interrupted'])
  const started = performance.now()
  const [summary] = await engine.run([{ plan: planFor(world, 'linear') }])
  expect(summary?.status).toBe('succeeded')
  expect(performance.now() - started).toBeLessThan(20_000)
  await engine.close()
})

test('Ctrl-C on the outside: a process that is asked to stop leaves a run that goes on', async () => {
  const world = worldIn()
  const child = `
    import { openEngine } from '@sluice/engine'
    import { planFor, worldIn } from '${import.meta.dirname}/world.ts'
    const world = worldIn(${JSON.stringify(dirname(world.root))})
    const cancel = new AbortController()
    process.on('SIGINT', () => cancel.abort())
    const wait = context => new Promise((resolve, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
    const keepAlive = setInterval(() => {}, 1000)
    const engine = await openEngine({ root: world.root })
    const [summary] = await engine.run([{ plan: planFor(world, 'linear', { work: { before: wait } }) }], { signal: cancel.signal })
    clearInterval(keepAlive)
    await engine.close()
    process.exit(summary.status === 'cancelled' ? 130 : 1)`
  const running = spawn(
    process.execPath,
    ['--conditions=@sluice/source', '--input-type=module', '-e', child],
    {
      cwd: import.meta.dirname,
      stdio: 'inherit',
    },
  )
  const ended = new Promise(resolve => running.on('close', resolve))
  while (!world.calls().includes('work')) await pause(20)
  running.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(existsSync(world.root)).toBe(true)
  const engine = await openEngine({ root: world.root })
  expect(engine.journal.runs().map(({ status }) => status)).toEqual(['cancelled'])
  const [summary] = await engine.run([{ plan: planFor(world, 'linear') }])
  expect(summary?.steps.map(({ status }) => status)).toEqual(['memoised', 'succeeded', 'succeeded'])
  await engine.close()
})
