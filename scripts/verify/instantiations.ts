import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runCommand, type StageResult } from './stage.ts'

const folder = 'benchmarks/types'
const budgetFile = `${folder}/budget.json`
const tolerance = 1.05

/**
 * Compiles each fixture of benchmarks/types against the built declarations, as a user does, and compares the compiler's
 * count of type instantiations with budget.json: a deterministic measure of what our types cost.
 */
export async function instantiationBudget(root: string): Promise<StageResult> {
  const counts = await countInstantiations(root)
  const budget = JSON.parse(readFileSync(join(root, budgetFile), 'utf8')) as Readonly<Record<string, number>>
  const problems = Object.entries(counts).flatMap(([name, { instantiations, errors }]) => {
    const allowed = budget[name]
    if (errors !== '') return [`${folder}/${name}.ts:\n${errors}`]
    if (allowed === undefined) return [`${name}: ${instantiations} instantiations, not in ${budgetFile}`]
    if (instantiations <= allowed * tolerance) return []
    return [`${name}: ${instantiations} instantiations, budget ${allowed}`]
  })
  const gone = Object.keys(budget).filter(name => counts[name] === undefined)
  problems.push(...gone.map(name => `${name}: in ${budgetFile}, but there is no ${folder}/${name}.ts`))
  if (problems.length > 0) problems.push('To accept the counts: npm run verify -- --update-budget')
  const most = Object.values(counts).reduce((max, { instantiations }) => Math.max(max, instantiations), 0)
  return {
    ok: problems.length === 0,
    note: `${Object.keys(counts).length} fixtures, at most ${most.toLocaleString('en-US')} instantiations`,
    output: problems.join('\n'),
  }
}

/** Writes what the fixtures cost today into budget.json. */
export async function updateBudget(root: string): Promise<void> {
  const counts = await countInstantiations(root)
  const broken = Object.entries(counts).filter(([, { errors }]) => errors !== '')
  if (broken.length > 0) throw new Error(broken.map(([name, { errors }]) => `${name}: ${errors}`).join('\n'))
  const budget = Object.fromEntries(
    Object.entries(counts).map(([name, { instantiations }]) => [name, instantiations]),
  )
  writeFileSync(join(root, budgetFile), `${JSON.stringify(budget, null, 2)}\n`)
}

interface Count {
  readonly instantiations: number
  readonly errors: string
}

async function countInstantiations(root: string): Promise<Readonly<Record<string, Count>>> {
  const counts: Record<string, Count> = {}
  for (const path of globSync(`${folder}/*.ts`, { cwd: root }).toSorted()) {
    counts[basename(path, '.ts')] = await countOne(root, path)
  }
  return counts
}

async function countOne(root: string, path: string): Promise<Count> {
  const cache = join(root, '.cache/types')
  mkdirSync(cache, { recursive: true })
  const config = join(cache, `${basename(path, '.ts')}.json`)
  const compilerOptions = {
    noEmit: true,
    customConditions: [],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files: [join(root, path)] }),
  )
  const { output } = await runCommand(root, 'tsc', ['-p', config, '--extendedDiagnostics'])
  const errors = output.split('\n').filter(line => /error TS\d+/.test(line))
  // A fixture with a mistake in it measures what the compiler's search for a good message costs.
  const wrong = basename(path).startsWith('wrong-')
  if (wrong && errors.length === 0) {
    return { instantiations: 0, errors: 'compiles, although it shows a mistake' }
  }
  return {
    instantiations: Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]),
    errors: wrong ? '' : errors.join('\n'),
  }
}
