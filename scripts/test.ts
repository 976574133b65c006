// npm test: starts a real PostgreSQL and a server of S3, finds a browser, runs vitest with the arguments and ends with its counts.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { browserFor } from './browser/chromium.ts'
import { startPostgres } from './postgres/cluster.ts'
import { startS3 } from './s3/server.ts'
import { countTests, type Counts } from './test-counts.ts'

const root = resolve(import.meta.dirname, '..')
const started = performance.now()
const reports = mkdtempSync(join(tmpdir(), 'sluice-test-'))
process.once('exit', () => rmSync(reports, { recursive: true, force: true }))

let running: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => (running === undefined ? process.exit(130) : running.kill(signal)))
}

const postgres = await startPostgres(root)
const s3 = await startS3()
process.stdout.write(`${postgres.version} and a server of S3 ready after ${seconds()} s\n`)
const browser = browserFor(process.argv.slice(2), say)
try {
  process.exitCode = await vitest(process.argv.slice(2), join(reports, 'report.json'))
} finally {
  await postgres.stop()
  await s3.stop()
}
report(countTests(join(reports, 'report.json')))

function vitest(args: readonly string[], reportFile: string): Promise<number> {
  const bin = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const child = spawn(process.execPath, [bin, 'run', ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // Hundreds of processes start, each from the same sources: with this in half the time.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/sluice/compiled'),
      SLUICE_TEST_POSTGRES: postgres.url,
      SLUICE_TEST_S3: s3.url,
      ...(browser !== undefined && { SLUICE_TEST_CHROMIUM: browser }),
    },
  })
  running = child
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', code => done(code ?? 1))
  })
}

function report(counts: Counts | undefined): void {
  process.stdout.write(`\nTotal ${seconds()} s, PostgreSQL included\n`)
  if (counts === undefined) {
    process.stdout.write('vitest left no report\n')
    process.exitCode ||= 1
    return
  }
  const { passed, failed, skipped } = counts
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(1)
}
