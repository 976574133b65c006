// Peak memory of the agency's refresh for a client with 20 million events, with the engine's default settings:
// node --conditions=@sluice/source benchmarks/memory/refresh-20m.ts
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startFakeSegment } from '@sluice/connectors/testing'
import { asOf } from './client.ts'
import type { RefreshReport } from './refresh.ts'
import { makeShop } from './shop-events.ts'

const limitBytes = 3e9
const events = 20_000_000
const customers = 1_000_000
/** A champion needs a history, but not many customers. */
const sample = { customers: 20_000, events: 800_000, days: 190 }

const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-memory-'))
const cdp = await startFakeSegment()
try {
  const small = join(folder, 'small.duckdb')
  const large = join(folder, 'large.duckdb')
  await makeShop({ path: small, ...sample, until: asOf })
  await makeShop({ path: large, customers, events, days: 90, until: asOf })
  const bytes = (await stat(large)).size
  print(`${events} events of ${customers} customers: ${megabytes(bytes)} as a DuckDB file`)
  await measured('train', small)
  const { peakBytes } = await measured('pipeline', large)
  const verdict = peakBytes < limitBytes ? 'below' : 'NOT below'
  print(
    `peak of the refresh: ${megabytes(peakBytes)}, ${verdict} ${megabytes(limitBytes)}; delivered ${cdp.received()}`,
  )
  if (peakBytes >= limitBytes) process.exitCode = 1
} finally {
  await cdp.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measured(part: 'train' | 'pipeline', warehouse: string): Promise<RefreshReport> {
  const script = new URL('refresh.ts', import.meta.url).pathname
  const args = [...process.execArgv, script, part, join(folder, '.sluice'), warehouse, cdp.url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const report = JSON.parse(stdout) as RefreshReport
  const steps = report.steps.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(', ')
  print(
    `${part}: ${report.status} after ${report.seconds.toFixed(1)} s (${steps}), peak ${megabytes(report.peakBytes)}`,
  )
  if (report.status !== 'succeeded') {
    throw new Error(`${part} ${report.status}: ${report.problems.join('\n')}`)
  }
  return report
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
