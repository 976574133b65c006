import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '@sluice/engine'
import { runChild } from './children.ts'
import { newWorld, planFor, removeWorlds } from './world.ts'

afterAll(removeWorlds)

test('of two processes that run the same, one does and the other says who', async () => {
  const world = newWorld()
  const order = { folder: dirname(world.root), graph: 'linear', wait: true } as const
  const first = runChild(order)
  while (!world.calls().includes('read')) await pause(20)
  expect(await runChild(order)).toEqual({ code: 4, signal: null, err: 'run-busy\n' })
  writeFileSync(join(order.folder, 'go'), '')
  expect((await first).code).toBe(0)
  expect(world.calls()).toEqual(['read', 'work', 'send'])
})

test('of many processes that begin on an empty folder at once, one runs', async () => {
  const world = newWorld()
  const order = { folder: dirname(world.root), graph: 'diamond', wait: true } as const
  const running = Array.from({ length: 4 }, () => runChild(order))
  let refused = 0
  for (const child of running) void child.then(({ code }) => (refused += Number(code === 4)))
  while (refused < running.length - 1) await pause(20)
  writeFileSync(join(order.folder, 'go'), '')
  const ends = await Promise.all(running)
  expect(ends.map(({ code, err }) => `${code} ${err}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
    '0 ',
    ...Array.from({ length: 3 }, () => '4 run-busy\n'),
  ])
  expect(world.calls().filter(name => name === 'read')).toHaveLength(1)
  expect(world.arrived()).toEqual(['acme/send/row'])
})

test('the run of a killed process is taken over at once, and shown as interrupted before', async () => {
  const world = newWorld()
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
  const world = newWorld()
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
