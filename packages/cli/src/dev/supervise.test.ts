import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isSource, projectChanges } from './project-changes.ts'
import { supervise, type ServingProcess } from './supervise.ts'

/** A project whose changes and problems are told by the test; what happened, in order. */
function staged(problems: readonly (string | undefined)[]) {
  const happened: string[] = []
  const left = [...problems]
  const stop = new AbortController()
  let started = 0
  let change: (path: string) => void = () => undefined
  let end: () => void = () => undefined
  const start = (): ServingProcess => {
    const id = ++started
    happened.push(`start ${id}`)
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    end = resolve
    return {
      ended,
      async stop() {
        happened.push(`stop ${id}`)
        resolve()
      },
    }
  }
  const done = supervise(
    {
      start,
      problem: async () => left.shift(),
      changed: signal =>
        new Promise((resolve, reject) => {
          change = resolve
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        }),
      say: text => happened.push(text.split('\n').at(-1) ?? ''),
    },
    stop.signal,
  )
  const after = async (act: () => void) => {
    await pause(5)
    act()
    await pause(5)
  }
  return { happened, after, done, change: () => change('a.ts'), end: () => end(), stop: () => stop.abort() }
}

test('a change starts the server anew, after the one before has ended', async () => {
  const dev = staged([undefined, undefined])
  await dev.after(dev.change)
  await dev.after(dev.stop)
  await dev.done
  expect(dev.happened).toEqual(['start 1', 'a.ts has changed: starting anew', 'stop 1', 'start 2', 'stop 2'])
})

test('a change that breaks the project leaves the server as it is', async () => {
  const dev = staged([undefined, 'error: no such column', undefined])
  await dev.after(dev.change)
  expect(dev.happened).toEqual(['start 1', 'a.ts has changed; what was served before goes on.'])
  await dev.after(dev.change)
  await dev.after(dev.stop)
  await dev.done
  expect(dev.happened.slice(2)).toEqual(['a.ts has changed: starting anew', 'stop 1', 'start 2', 'stop 2'])
})

test('a project that is broken at first is served once it is whole', async () => {
  const dev = staged(['error: nothing there', undefined])
  await dev.after(dev.change)
  await dev.after(dev.stop)
  await dev.done
  expect(dev.happened).toEqual([
    'Waiting for a change.',
    'a.ts has changed: starting anew',
    'start 1',
    'stop 1',
  ])
})

test('a server that ends by itself is started anew with the next change', async () => {
  const dev = staged([undefined, undefined])
  await dev.after(dev.end)
  await dev.after(dev.change)
  await dev.after(dev.stop)
  await dev.done
  expect(dev.happened).toEqual([
    'start 1',
    'The server has ended. Waiting for a change.',
    'a.ts has changed: starting anew',
    'start 2',
    'stop 2',
  ])
})

test.each([
  ['sluice.config.ts', true],
  ['features/shop.sql', true],
  ['contracts/events.json', true],
  ['.env', true],
  ['node_modules/a/index.js', false],
  ['.sluice/journal.db', false],
  ['.sluice/store/x.json', false],
  ['out/scores.json', false],
  ['README.md', false],
])('%s is a source of the project: %s', (path, is) => expect(isSource(path)).toBe(is))

test('a change that comes while nobody waits is not lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-dev-'))
  mkdirSync(join(folder, 'pipelines'))
  const changes = projectChanges(folder)
  try {
    await pause(50)
    writeFileSync(join(folder, 'pipelines/a.ts'), 'export {}')
    writeFileSync(join(folder, 'notes.md'), '')
    await pause(400)
    expect(await changes.next(AbortSignal.timeout(5000))).toBe('pipelines/a.ts')
    await expect(changes.next(AbortSignal.timeout(300))).rejects.toThrow(/timeout/)
  } finally {
    changes.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
