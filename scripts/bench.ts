// npm run bench [-- prepare profile checks error-injection score score-row score-http score-trees score-parquet learn learn-trees test-run dashboard first-page] [--rounds n]: speed against peers, as ratios. Judges nothing.
import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchErrorInjection } from '../benchmarks/error-injection/run.ts'
import { benchChecks } from '../benchmarks/speed/checks.ts'
import { benchDashboard } from '../benchmarks/speed/dashboard.ts'
import { benchFirstPage } from '../benchmarks/speed/first-page.ts'
import { benchLearnTrees } from '../benchmarks/speed/learn-trees.ts'
import { benchLearn } from '../benchmarks/speed/learn.ts'
import { benchPrepare } from '../benchmarks/speed/prepare.ts'
import { benchProfile } from '../benchmarks/speed/profile.ts'
import { benchScore } from '../benchmarks/speed/score.ts'
import { benchScoreHttp } from '../benchmarks/speed/score-http.ts'
import { benchScoreParquet } from '../benchmarks/speed/score-parquet.ts'
import { benchScoreRow } from '../benchmarks/speed/score-row.ts'
import { benchScoreTrees } from '../benchmarks/speed/score-trees.ts'
import { benchTestRun } from '../benchmarks/speed/test-run.ts'

const benches: Readonly<Record<string, (rounds: number) => Promise<string>>> = {
  prepare: benchPrepare,
  profile: benchProfile,
  checks: benchChecks,
  score: benchScore,
  'score-row': benchScoreRow,
  'score-http': benchScoreHttp,
  'score-trees': benchScoreTrees,
  'score-parquet': benchScoreParquet,
  learn: benchLearn,
  'learn-trees': benchLearnTrees,
  'test-run': benchTestRun,
  dashboard: benchDashboard,
  'error-injection': benchErrorInjection,
  'first-page': benchFirstPage,
}
const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
})
const rounds = Number(values.rounds)
const unknown = positionals.filter(name => !Object.hasOwn(benches, name))

if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  const names = Object.keys(benches).join(', ')
  process.stderr.write(`usage: npm run bench -- [${names}] [--rounds <whole number from 1>]\n`)
  process.exitCode = 2
} else {
  process.stdout.write(`${machine()}\n`)
  for (const [name, bench] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    process.stdout.write(`\n${await bench(rounds)}\n`)
  }
}

function machine(): string {
  const [cpu] = cpus()
  const [load = 0] = loadavg()
  return [
    `${cpus().length} × ${cpu?.model ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()}`,
    `Node ${process.versions.node}`,
    `load ${load.toFixed(1)} at the start`,
    new Date().toISOString().slice(0, 10),
  ].join('; ')
}
