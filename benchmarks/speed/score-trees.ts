import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  call,
  column,
  compileJs,
  forest,
  interpretJs,
  literal,
  onGrid,
  parseNode,
  type ColumnData,
  type CompiledExpressions,
  type ExprNode,
  type Forest,
  type Value,
} from '@sluice/expr'
import { roundOf, stopwatch } from './child.ts'
import { best, interleave, leastCpu, type Contender, type Timing } from './harness.ts'
import { rowTimes } from './row-times.ts'

const [rows, columns] = [1_000_000, 28]
const singleRows = 20_000
const names = Array.from({ length: columns }, (_, i) => `f${i}`)

type Row = Readonly<Record<string, Value>>
type Columns = Readonly<Record<string, ColumnData>>

/** What the script of the peers measured. */
interface Peers {
  readonly contenders: readonly {
    readonly name: string
    readonly row: readonly [p50: number, p99: number] | null
    readonly rowsPerSecond: number
    readonly rowsPerCpuSecond: number
  }[]
  readonly versions: string
}

/** Scoring of single rows and of batches by 100 trees with 31 leaves, which LightGBM grew. */
export async function benchScoreTrees(rounds: number): Promise<string> {
  const python = process.env['SLUICE_BENCH_PYTHON'] ?? 'python3'
  const folder = preparedTrees(python)
  if (folder === undefined) {
    return 'score-trees left out: its forest needs a Python with lightgbm (SLUICE_BENCH_PYTHON names one)'
  }
  const data = await columnsOf(join(folder, 'rows.bin'))
  const artifact = artifactOf(JSON.parse(readFileSync(join(folder, 'forest.json'), 'utf8')) as Forest)
  const single = rowsOf(data)
  const first = firstScore(artifact, single[0] as Row)
  const compiled = compileJs(expressionsOf(artifact))
  const interpreted = interpretJs(expressionsOf(artifact))
  compare(compiled.batch(data, rows)['margin'], await doubles(join(folder, 'margins.bin')))
  const batches = await interleave([timed('Sluice, 1 thread', () => compiled.batch(data, rows))], rounds)
  const peers = peersOf(python, folder)
  const ours = singleTimes(compiled, single)
  return [
    `score-trees: ${columns} numeric columns, a third with missing values, 100 trees with 31 leaves`,
    first,
    rowLine('Sluice', ours, ours[0]),
    rowLine('Sluice, interpreter', singleTimes(interpreted, single), ours[0]),
    ...peers.contenders.flatMap(({ name, row }) => (row === null ? [] : [rowLine(name, row, ours[0])])),
    ...batchLines(batches[0] as Timing, peers),
    peers.versions,
  ].join('\n')
}

/** The folder with the forest and its rows; undefined where no Python with lightgbm can make them. */
export function preparedTrees(python: string): string | undefined {
  const folder = join(tmpdir(), `sluice-bench-trees-${rows}-${columns}`)
  return prepared(python, folder) ? folder : undefined
}

function prepared(python: string, folder: string): boolean {
  if (existsSync(join(folder, 'forest.json'))) return true
  mkdirSync(folder, { recursive: true })
  return script(python, 'prepare', folder).status === 0
}

function peersOf(python: string, folder: string): Peers {
  const { status, stdout } = script(python, 'measure', folder)
  if (status !== 0) return { contenders: [], versions: 'LightGBM left out: no Python with lightgbm' }
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Peers
}

function script(python: string, command: string, folder: string) {
  const path = new URL('lightgbm_score_trees.py', import.meta.url).pathname
  const args = [path, command, folder, String(rows), String(columns)]
  return spawnSync(python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

/** The margin, the probability and the decision of a model, as JSON: each with a forest of its own, as on disk. */
function artifactOf(trees: Forest): string {
  const margin = forest(
    names.map(name => column(name, 'number')),
    onGrid(trees),
  )
  const decision = call('greaterOrEqual', margin, literal(0))
  return JSON.stringify({ margin, probability: call('sigmoid', margin), decision })
}

function expressionsOf(artifact: string): Readonly<Record<string, ExprNode>> {
  const json = Object.entries(JSON.parse(artifact) as Readonly<Record<string, unknown>>)
  return Object.fromEntries(json.map(([name, node]) => [name, parseNode(node)]))
}

function firstScore(artifact: string, row: Row): string {
  const start = performance.now()
  const expressions = expressionsOf(artifact)
  const parsed = performance.now()
  compileJs(expressions).row(row)
  const end = performance.now()
  const [all, parsing] = [end - start, parsed - start].map(ms => ms.toFixed(1))
  return `from the artifact's JSON to the first score ${all} ms, of it ${parsing} ms to read and check it`
}

function timed(name: string, work: () => unknown): Contender {
  return {
    name,
    run() {
      const watch = stopwatch()
      work()
      watch.stage(name)
      return Promise.resolve(roundOf(watch.report()))
    },
  }
}

function singleTimes({ row }: CompiledExpressions, single: readonly Row[]): readonly [number, number] {
  for (const values of single) row(values)
  const { p50, p99 } = rowTimes(row, single)
  return [p50, p99]
}

function rowLine(name: string, [p50, p99]: readonly [number, number], base: number): string {
  const times = `p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`
  return `one row, ${name.padEnd(26)}${times.padEnd(30)}× ${(p50 / base).toFixed(1)}`
}

function batchLines(timing: Timing, { contenders }: Peers): readonly string[] {
  const [ours, oursPerCpu] = [rows / best(timing), rows / leastCpu(timing)]
  const times = (rate: number, base: number, unit: string) =>
    `${(rate / 1e6).toFixed(2)} M ${unit} × ${(rate / base).toFixed(2)}`.padEnd(26)
  const line = (name: string, rate: number, perCpu: number) =>
    `${rows} rows, ${name.padEnd(24)}${times(rate, ours, 'rows/s')}` +
    times(perCpu, oursPerCpu, 'per CPU second').trimEnd()
  return [
    line(timing.name, ours, oursPerCpu),
    ...contenders.map(peer => line(peer.name, peer.rowsPerSecond, peer.rowsPerCpuSecond)),
  ]
}

/** Leaves are rounded to the grid; a margin is the sum of a hundred. */
function compare(margins: ColumnData | undefined, expected: Float64Array): void {
  const found = margins?.values as Float64Array
  const apart = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))),
    0,
  )
  if (!(apart < 1e-12)) throw new Error(`margins differ from LightGBM's by ${apart}`)
}

async function columnsOf(path: string): Promise<Columns> {
  const all = await doubles(path)
  const columnAt = (i: number) => all.subarray(i * rows, (i + 1) * rows)
  return Object.fromEntries(names.map((name, i) => [name, { type: 'number', values: columnAt(i) }]))
}

function rowsOf(data: Columns): readonly Row[] {
  return Array.from({ length: singleRows }, (_, row) =>
    Object.fromEntries(names.map(name => [name, data[name]?.values[row] as number])),
  )
}

async function doubles(path: string): Promise<Float64Array> {
  const { buffer, byteOffset, byteLength } = await readFile(path)
  return new Float64Array(buffer, byteOffset, byteLength / 8)
}
