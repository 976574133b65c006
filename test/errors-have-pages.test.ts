import { basename, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from '../scripts/verify/source-files.ts'
import { isForTests } from './architecture/rules.ts'

const root = resolve(import.meta.dirname, '..')

interface ErrorClass {
  readonly name: string
  readonly file: string
  readonly code: string | undefined
}

/** Every concrete class that extends SluiceError, directly or not. */
function errorClasses(): readonly ErrorClass[] {
  const declared = sourceFiles(root, ['packages/*/src/**/*.ts'])
    .filter(({ path }) => !isForTests(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/(abstract )?class (\w+)(?:<[^{]*>)? extends (\w+)[^{]*\{([\s\S]*?)\n\}/g)].map(
        ([, abstract, name = '', parent = '', body = '']) => ({
          name,
          parent,
          abstract: abstract !== undefined,
          file: path,
          code: /\bcode = '([^']+)'/.exec(body)?.[1],
        }),
      ),
    )
  const ours = new Set(['SluiceError'])
  for (let before = 0; before !== ours.size;) {
    before = ours.size
    for (const { name, parent } of declared) if (ours.has(parent)) ours.add(name)
  }
  return declared.filter(({ name, abstract }) => ours.has(name) && !abstract)
}

const errors = errorClasses()
const pages = new Map(
  sourceFiles(root, ['docs/errors/*.md']).map(({ path, text }) => [basename(path, '.md'), text]),
)

test('the errors are found', () => {
  expect(errors.length).toBeGreaterThan(10)
})

test('every error has a code of its own', () => {
  expect(errors.filter(({ code }) => code === undefined)).toEqual([])
  const codes = errors.map(({ code }) => code)
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([])
})

test('every error lives in a file named after its code', () => {
  expect(errors.filter(({ file, code }) => basename(file, '.ts') !== code)).toEqual([])
})

test('every error has a page', () => {
  expect(
    errors.filter(({ code }) => !pages.has(code ?? '')).map(({ code, file }) => `${code} (${file})`),
  ).toEqual([])
})

test('every page belongs to an error', () => {
  const codes = new Set(errors.map(({ code }) => code))
  expect([...pages.keys()].filter(code => !codes.has(code) && code !== 'README')).toEqual([])
})

test('every page says what happened, why, and what to do', () => {
  const wrong = [...pages]
    .filter(([code]) => code !== 'README')
    .filter(([code, text]) => {
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading)
      return [code, 'What happened', 'Why', 'What to do'].some((heading, i) => headings[i] !== heading)
    })
    .map(([code]) => code)
  expect(wrong).toEqual([])
})
