// The agency's pipeline for one client in a process of its own: refresh.ts train|pipeline <root> <warehouse> <cdp url>
import { readFileSync } from 'node:fs'
import { openEngine } from '@sluice/engine'
import { planOf } from '@sluice/core'
import propensity from '../../examples/agency/src/propensity.ts'
import { asOf, client, writeKey } from './client.ts'
import { categories } from './shop-events.ts'

/** What the process prints. */
export interface RefreshReport {
  readonly status: string
  readonly seconds: number
  readonly peakBytes: number
  readonly steps: readonly { readonly name: string; readonly status: string; readonly seconds: number }[]
  readonly problems: readonly string[]
}

const [part, root, path, url] = process.argv.slice(2) as ['train' | 'pipeline', string, string, string]
const started = performance.now()
const deployment = propensity.deploy(client, {
  params: {
    client,
    warehouse: { kind: 'duckdb', path },
    category: categories[0],
    mapping: {},
    cdp: { url, writeKey: 'env:BENCH_WRITE_KEY' },
  },
})
const engine = await openEngine({ root, env: { BENCH_WRITE_KEY: writeKey } })
const pipeline = part === 'train' ? deployment.train : deployment.pipeline
if (pipeline === undefined) throw new Error('the deployment has no training')
const [run] = await engine.run([
  { plan: planOf(pipeline, { deployment: client, params: deployment.params, asOf }) },
])
await engine.close()
if (run === undefined) throw new Error('nothing was run')

const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
const report: RefreshReport = {
  status: run.status,
  seconds: (performance.now() - started) / 1000,
  peakBytes: Number(peak) * 1024,
  steps: run.steps.map(({ name, status, seconds }) => ({ name, status, seconds })),
  problems: run.steps.flatMap(({ error, checks }) => [
    ...(error === undefined ? [] : [error.message]),
    ...checks.filter(({ status }) => status === 'failed').map(({ message }) => message),
  ]),
}
process.stdout.write(`${JSON.stringify(report)}\n`)
