import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DesignMatrix, LearnContext } from '@sluice/core'
import { openSession, openStore, type OpenDataSession } from '@sluice/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { python, pythonKind, type PythonOptions } from '@sluice/interop'

const script = (name: string) => fileURLToPath(new URL(`../golden/scripts/${name}`, import.meta.url))
const interpreter = '/usr/bin/python3'
const design: DesignMatrix = {
  rows: 5,
  blocks: [
    { kind: 'dense', name: 'visits', values: Float64Array.of(0, 1, Number.NaN, 0.5, 3) },
    { kind: 'dense', name: 'spend', values: Float64Array.of(1, 2, 3, 4, 5) },
    { kind: 'categories', name: 'colour', names: ['red', 'blue'], codes: Int32Array.of(0, 1, -1, 0, 1) },
  ],
}
const target = Float64Array.of(0, 1, 0, 0, 1)

let root: string
let data: OpenDataSession
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-python-'))
  data = await openSession({
    store: await openStore(join(root, 'store')),
    scratchRoot: join(root, 'scratch'),
    threads: 1,
    memoryLimitBytes: 500_000_000,
  })
})
afterAll(async () => {
  await data.close()
  await rm(root, { recursive: true, force: true })
})

/** Learns with the script that needs no packages. */
async function learn(mode?: string, options: Partial<PythonOptions> = {}, context: LearnContext = {}) {
  const learner = python({
    script: script('by-hand.py'),
    interpreter,
    output: 'lightgbm',
    task: 'binary',
    args: mode === undefined ? [] : ['--mode', mode],
    ...options,
  })
  return await pythonKind.learn(learner, design, target, { data, ...context })
}

test('a script trains a model; scoring it needs no Python', async () => {
  const model = await learn()
  expect(pythonKind.margins(model, design)).toEqual(Float64Array.of(-1.5, 2, -1.5, -1.5, 2))
  expect(model.inputs.map(({ name }) => name)).toEqual(['spend', 'visits'])
  expect(model.environment?.python).toMatch(/^3\.\d+\.\d+/)
  expect(model.environment?.script).toMatch(/^[0-9a-f]{64}$/)
})

test('the script gets roles as columns and only the environment that is listed', async () => {
  const lines: string[] = []
  const weight = new Float64Array(5).fill(2)
  const log = (line: string) => void lines.push(line)
  await learn(undefined, { env: { REGION: 'eu' } }, { weight, fold: Int32Array.of(0, 1, 0, 1, 0), log })
  const names = lines
    .find(line => line.startsWith('environment'))
    ?.split(' ')
    .slice(1)
  expect(names?.filter(name => name !== 'LC_CTYPE' && name !== 'PWD')).toEqual([
    'LANG',
    'OMP_NUM_THREADS',
    'PATH',
    'PYTHONHASHSEED',
    'REGION',
  ])
  expect(lines).toContain('arguments __target __weight __fold')
})

test.each([
  ['fail', /ended with exit code 1\.\nIts last lines:\n {2}line 1\n {2}no convergence/],
  ['nothing', /wrote no file to --output/],
  ['regression', /wrote a model for regression, but the definition says binary/],
  ['cut', /the lightgbm model cannot be read/],
])('a script that misbehaves (%s) is an error that says how', async (mode, message) => {
  await expect(learn(mode)).rejects.toThrow(message)
})

test('a script that takes too long is ended with what it started', async () => {
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  await expect(learn('sleep', { timeLimit: 0.5 }, { log })).rejects.toThrow(/ended after 0.5 s/)
  const child = Number(lines.find(line => line.startsWith('child'))?.split(' ')[1])
  expect(child).toBeGreaterThan(0)
  await expect.poll(() => isRunning(child)).toBe(false)
})

test('an aborted step ends the script', async () => {
  const abort = new AbortController()
  const log = (line: string) => {
    if (line.startsWith('child')) abort.abort(new Error('cancelled'))
  }
  await expect(learn('sleep', {}, { signal: abort.signal, log })).rejects.toThrow('cancelled')
})

test('what a script writes is bounded, and its files are removed', async () => {
  let bytes = 0
  await learn('noise', {}, { log: line => void (bytes += line.length) })
  expect(bytes).toBeLessThan(300_000)
  expect(await readdir(data.scratch)).not.toContainEqual(expect.stringMatching(/^python-/))
})

test.each([
  [{ script: 'none.py' }, /"none.py" cannot be opened \(ENOENT\)/],
  [{ output: 'pickle' as 'onnx' }, /option "output" is pickle/],
  [{ timeLimit: 0 }, /option "timeLimit" is 0/],
])('options %o are refused', async (options, message) => {
  await expect(learn(undefined, options)).rejects.toThrow(message)
})

test.each([
  ['/nowhere/python', /interpreter "\/nowhere\/python" cannot be started \(ENOENT\)/],
  ['/bin/true', /not Python 3\.8 or newer/],
])('an interpreter that is none is named: %s', async (wrong, message) => {
  await expect(learn(undefined, { interpreter: wrong })).rejects.toThrow(message)
})

const bench = process.env['SLUICE_BENCH_PYTHON']
test.skipIf(bench === undefined)('LightGBM trained on the file scores as it does itself', async () => {
  const rows = 200
  const values = (f: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => f(i))
  const real: DesignMatrix = {
    rows,
    blocks: [
      { kind: 'dense', name: 'a', values: values(i => (i % 9 === 0 ? Number.NaN : Math.sin(i))) },
      {
        kind: 'categories',
        name: 'c',
        names: ['x', 'ÿ', 'z'],
        codes: Int32Array.from({ length: rows }, (_, i) => (i % 4) - 1),
      },
    ],
  }
  const lines: string[] = []
  const learner = python({
    script: script('train-lightgbm.py'),
    interpreter: String(bench),
    output: 'lightgbm',
    task: 'binary',
  })
  const model = await pythonKind.learn(
    learner,
    real,
    values(i => Number(Math.sin(i) > 0.2 || i % 4 === 2)),
    { data, weight: values(i => 1 + (i % 2)), log: line => void lines.push(line) },
  )
  const raw = lines.find(line => line.startsWith('raw'))
  // Lines are bounded, so the first rows are compared.
  const wanted = raw?.split(' ').slice(1, 80).map(Number) ?? []
  const margins = pythonKind.margins(model, real)
  expect(wanted.length).toBeGreaterThan(50)
  wanted.forEach((want, i) => expect(margins[i]).toBeCloseTo(want, 12))
  expect(model.environment?.packages).toContainEqual(expect.stringMatching(/^lightgbm==/))
})

/** A process that has ended and is not buried yet does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
