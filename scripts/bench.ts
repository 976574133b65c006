// npm run bench [-- prepare score learn]: speed against peers, as ratios. Judges nothing.
import { arch, cpus, platform, totalmem } from 'node:os'
import { benchPrepare } from '../benchmarks/speed/prepare.ts'

const benches: Readonly<Record<string, () => Promise<string>>> = { prepare: benchPrepare }
const asked = process.argv.slice(2)
const unknown = asked.filter(name => !Object.hasOwn(benches, name))

if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}\n`)
  process.exitCode = 2
} else {
  const [cpu] = cpus()
  const machine = `${cpus().length} × ${cpu?.model ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()}`
  process.stdout.write(`${machine}; Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}\n`)
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length === 0 || asked.includes(name)) process.stdout.write(`\n${await bench()}\n`)
  }
}
