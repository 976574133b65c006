// npm run verify: everything but the tests. `npm run verify -- lint types` runs only the named stages.
import { resolve } from 'node:path'
import { fileLengths } from './verify/file-lengths.ts'
import { instantiationBudget, updateBudget } from './verify/instantiations.ts'
import { buildPackages } from './verify/packages.ts'
import { command, inTurn, type Stage, type StageResult } from './verify/stage.ts'

const root = resolve(import.meta.dirname, '..')

const stages: readonly Stage[] = [
  { name: 'format', run: command('oxfmt', '--check', '.') },
  { name: 'lint', run: command('oxlint', '--type-aware', '--format', 'unix') },
  {
    name: 'types',
    run: inTurn(
      command('tsc', '-p', 'tsconfig.json'),
      command('tsc', '-p', 'packages/dashboard/tsconfig.json'),
    ),
  },
  { name: 'type-errors', run: command('vitest', 'run', '--silent=true', 'test/type-errors.test.ts') },
  {
    name: 'architecture',
    run: command(
      'vitest',
      'run',
      '--silent=true',
      'test/architecture.test.ts',
      'test/surface.test.ts',
      'test/errors-have-pages.test.ts',
    ),
  },
  { name: 'dead-code', run: command('knip') },
  { name: 'packages', run: buildPackages },
  { name: 'type-budget', run: instantiationBudget },
  { name: 'lengths', run: fileLengths },
]

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--update-budget')) {
    await buildPackages(root)
    await updateBudget(root)
    return 0
  }
  const unknown = args.filter(arg => stages.every(({ name }) => name !== arg))
  if (unknown.length > 0) {
    process.stderr.write(
      `no stage ${unknown.join(', ')}: one of ${stages.map(({ name }) => name).join(', ')}\n`,
    )
    return 2
  }
  const failed: string[] = []
  for (const stage of stages.filter(({ name }) => args.length === 0 || args.includes(name))) {
    if (!(await verify(stage))) failed.push(stage.name)
  }
  process.stdout.write(failed.length === 0 ? 'verified\n' : `failed: ${failed.join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}

async function verify({ name, run }: Stage): Promise<boolean> {
  const started = performance.now()
  const { ok, note = '', output } = await run(root).catch(crashed)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${ok ? '✓' : '✗'} ${name.padEnd(14)} ${seconds.padStart(5)} s  ${note}\n`)
  if (!ok) process.stdout.write(`${output.trimEnd().replaceAll(/^/gm, '    ')}\n`)
  return ok
}

function crashed(error: unknown): StageResult {
  return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
