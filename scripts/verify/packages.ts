import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { runCommand, type StageResult } from './stage.ts'

/** In the order in which one needs the declarations of the other. */
const packages = [
  'expr',
  'trees',
  'core',
  'engine',
  'connectors',
  'interop',
  'reports',
  'server',
  'cli',
] as const

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Builds the packages as they are published, checks their shape, and loads every entry point with plain Node. */
export async function buildPackages(root: string): Promise<StageResult> {
  for (const name of packages) rmSync(join(root, 'packages', name, 'dist'), { recursive: true, force: true })
  const problems: string[] = []
  for (const name of packages) {
    const { ok, output } = await runCommand(root, 'tsc', ['-p', `packages/${name}/tsconfig.build.json`])
    if (!ok) problems.push(`packages/${name} does not build:\n${output}`)
  }
  if (problems.length > 0) return { ok: false, output: problems.join('\n') }
  for (const name of packages) problems.push(...(await shapeProblems(root, name)))
  const entries = packages.flatMap(name => entryPoints(root, name))
  const script = entries.map(entry => `await import('${entry}')`).join('\n')
  const { ok, output } = await runCommand(root, 'node', ['--input-type=module', '--eval', script])
  if (!ok) problems.push(`the built packages do not load:\n${output}`)
  return { ok: problems.length === 0, note: `${entries.length} entry points`, output: problems.join('\n') }
}

async function shapeProblems(root: string, name: string): Promise<readonly string[]> {
  const pkgDir = join(root, 'packages', name)
  const { messages, pkg } = await publint({ pkgDir, strict: true, pack: 'npm' })
  return messages
    .filter(({ type }) => type !== 'suggestion')
    .map(message => `packages/${name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}

/** The testing entry points bring vitest along and load only inside it. */
function entryPoints(root: string, name: string): readonly string[] {
  const { name: published, exports } = JSON.parse(
    readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
  ) as Manifest
  return Object.keys(exports)
    .filter(entry => entry !== './testing')
    .map(entry => published + entry.slice(1))
}
