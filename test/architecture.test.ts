import { basename, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from '../scripts/verify/source-files.ts'
import { codeOnly, importsOf, withoutComments } from './architecture/imports.ts'
import { direction, importProblem, impure, isForTests } from './architecture/rules.ts'

const root = resolve(import.meta.dirname, '..')
const files = sourceFiles(root)
const inPackages = files.filter(({ path }) => path.startsWith('packages/'))

/** Every place where a pattern is found, as `path:line what`. */
function places(
  found: readonly { path: string; text: string }[],
  patterns: Readonly<Record<string, RegExp>>,
): readonly string[] {
  return found.flatMap(({ path, text }) =>
    codeOnly(text)
      .split('\n')
      .flatMap((line, i) =>
        Object.entries(patterns)
          .filter(([, pattern]) => pattern.test(line))
          .map(([what]) => `${path}:${i + 1} ${what}`),
      ),
  )
}

test('packages import each other only in the direction of the table, by name, and nothing else', () => {
  const wrong = inPackages.flatMap(importsOf).flatMap(found => {
    const problem = importProblem(found)
    return problem === undefined ? [] : [`${found.file} → ${found.from}: ${problem}`]
  })
  expect(wrong).toEqual([])
})

test('every package of the workspace is in the table', () => {
  const names = new Set(inPackages.map(({ path }) => path.split('/')[1] ?? ''))
  expect([...names].toSorted()).toEqual(Object.keys(direction).toSorted())
})

test('expr and core read no clock, no chance, no process, no terminal, no network', () => {
  const pure = inPackages.filter(({ path }) => /^packages\/(expr|core)\//.test(path) && !isForTests(path))
  expect(places(pure, impure)).toEqual([])
})

test('only the command line writes to standard output', () => {
  const silent = inPackages.filter(({ path }) => !path.startsWith('packages/cli/') && !isForTests(path))
  const writes = {
    'prints to the console': /\bconsole\.[a-z]/,
    'writes to standard output': /\bprocess\.stdout\b/,
  }
  expect(places(silent, writes)).toEqual([])
})

test('examples and benchmarks draw only seeded chance, so that what they show can be shown again', () => {
  const shown = files.filter(({ path }) => /^(examples|benchmarks)\//.test(path))
  expect(places(shown, { 'global randomness': /\bMath\.random\b/ })).toEqual([])
})

test('files are named in kebab-case, after the thing they hold', () => {
  const wellNamed = /^[a-z0-9]+(-[a-z0-9]+)*(\.(pg|s3|web|browser))?(\.(test|test-d|config))?\.tsx?$/
  const vague = /^(utils?|helpers?|common|types|misc|shared)(\.test)?\.ts$/
  const wrong = files
    .map(({ path }) => path)
    .filter(path => !wellNamed.test(basename(path)) || vague.test(basename(path)))
  expect(wrong).toEqual([])
})

test('index.ts lists names and does nothing else', () => {
  const wrong = inPackages
    .filter(({ path }) => path.endsWith('/index.ts'))
    .filter(
      ({ text }) =>
        withoutComments(text)
          .replaceAll(/export (type )?\{[^}]*\} from '[^']+'/g, '')
          .trim() !== '',
    )
    .map(({ path }) => path)
  expect(wrong).toEqual([])
})
