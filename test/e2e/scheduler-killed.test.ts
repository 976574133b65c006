import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openEngine, type RunRecord } from '@sluice/engine'
import { emptyFolder, install } from './cli/project.ts'

const root = resolve(import.meta.dirname, '../..')
const hours = 15

const config = `import { setTimeout } from 'node:timers/promises'
import { defineConfig, pipeline, step } from 'sluice'
import { z } from 'zod'

const report = pipeline('report', {
  params: z.object({}),
  steps: () => {
    const pull = step({ inputs: {}, keyed: 'run', definition: {}, run: async () => (await setTimeout(30), 1) })
    const sum = step({ inputs: { pull }, run: async ({ pull }) => (await setTimeout(30), pull + 1) })
    return { pull, sum }
  },
})
const start = new Date(Math.floor(Date.now() / 3_600_000 - ${hours}) * 3_600_000)

export default defineConfig({
  deployments: ['acme', 'bolt', 'core'].map(name =>
    report.deploy(name, { params: {}, schedule: '0 * * * *', catchUp: 'all', start }),
  ),
})
`

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
})

function scheduler(folder: string): ChildProcess {
  const bin = join(root, 'packages/cli/src/bin.ts')
  const child = spawn(process.execPath, ['--conditions=@sluice/source', bin, 'scheduler'], {
    cwd: folder,
    stdio: 'ignore',
  })
  children.push(child)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function byInterval(runs: readonly RunRecord[]): readonly string[] {
  return runs.map(({ deployment, asOf }) => `${deployment} ${asOf.toISOString()}`)
}

test('schedulers that are killed again and again lose no interval and run none twice', async () => {
  const project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
  const pair = [scheduler(project.folder), scheduler(project.folder)] as [ChildProcess, ChildProcess]
  const engine = await openEngine({ root: join(project.folder, '.sluice') })
  const ended = async () => {
    const all = await engine.schedules.dispatches({})
    return { done: all.filter(one => one.finishedAt !== undefined).length, all: all.length }
  }
  let kills = 0
  let last = 0
  for (;;) {
    await pause(50)
    const { done, all } = await ended()
    if (all >= 3 * hours && done === all) break
    // Killed by progress and not by time: however busy the machine is, something runs in between.
    if (done < last + 6) continue
    last = done
    const at = kills % 2
    kills += 1
    await kill(pair[at] as ChildProcess)
    pair[at] = scheduler(project.folder)
  }
  await Promise.all(pair.map(kill))
  const runs = engine.journal.runs({ limit: 1000 })
  const dispatches = await engine.schedules.dispatches({})
  await engine.close()
  expect(kills).toBeGreaterThan(3)
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['succeeded']))
  expect(byInterval(runs)).toHaveLength(new Set(byInterval(runs)).size)
  expect(runs.length).toBeGreaterThanOrEqual(3 * hours)
  expect(dispatches.filter(({ status }) => status === 'succeeded')).toHaveLength(runs.length)
  // Each begins where the one before ended.
  for (const name of ['acme', 'bolt', 'core']) {
    const own = runs
      .filter(({ deployment }) => deployment === name)
      .toSorted((a, b) => Number(a.asOf) - Number(b.asOf))
    expect(own.map(run => run.intervalStart).slice(1)).toEqual(own.map(run => run.asOf).slice(0, -1))
  }
}, 120_000)
