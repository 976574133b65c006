import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sourceFiles } from '../scripts/verify/source-files.ts'
import { isForTests } from './architecture/rules.ts'
import {
  canRun,
  commentBlocks,
  isSketch,
  markdownBlocks,
  moduleOf,
  type Block,
} from './docs-examples/blocks.ts'
import { surface } from './surface.ts'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, '.cache/docs-examples')
const pages = ['README.md', 'ARCHITECTURE.md', 'docs/guide/**/*.md', '{packages,examples}/*/README.md']

const blocks: readonly Block[] = [
  ...sourceFiles(root, pages).flatMap(markdownBlocks),
  ...sourceFiles(root, ['packages/*/src/**/*.ts'])
    .filter(({ path }) => !isForTests(path))
    .flatMap(commentBlocks),
]

const names = surface()
const publicNames = ({ from }: Block) =>
  names[`${from === 'sluice' ? 'packages/cli' : from.replace('@sluice', 'packages')}/src/index.ts`] ?? []
// What a package keeps to itself cannot be imported by its name.
const isPublic = (block: Block) =>
  !block.origin.includes('.ts:') ||
  publicNames(block).some(name => name.replace(/^type /, '') === block.documents)
const cases = blocks
  .filter(block => !isSketch(block) && isPublic(block))
  .map((block, i) => ({ ...block, file: `example-${i}.ts` }))

let complaints: readonly string[] = []
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const block of cases) {
    writeFileSync(join(folder, block.file), moduleOf(block, publicNames(block)))
  }
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { noEmit: true },
    include: ['*.ts'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], {
    cwd: folder,
    encoding: 'utf8',
  })
  complaints = stdout.split('\n').filter(line => /error TS\d+/.test(line))
})

test('the documentation has examples', () => {
  expect(cases.length).toBeGreaterThan(0)
})

test.each(cases.map(({ origin, file }) => [origin, file] as const))('%s compiles', (origin, file) => {
  const own = complaints
    .filter(line => line.includes(`${file}(`))
    .map(line => line.replace(/^.*?\((\d+)/, `${origin} (line $1`))
  expect(own).toEqual([])
})

test.each(cases.filter(canRun).map(({ origin, file }) => [origin, file] as const))(
  '%s runs',
  async (_, file) => {
    await import(join(folder, file))
  },
)

test('an example gets the names it uses, and keeps those it has', () => {
  const block = {
    origin: 'a.md:1',
    from: 'sluice',
    code: `const step = 1\nsql\`x\`\nfoo.model({ table: 1 })\nlet a: Plan\n`,
  }
  expect(moduleOf(block, ['step', 'sql', 'model', 'table', 'type Plan', 'type Planet'])).toBe(
    `import { sql, type Plan } from 'sluice'\n${block.code}\nexport {}\n`,
  )
})

test('blocks are found in pages and comments, with their lines', () => {
  const fence = '```'
  const page = {
    path: 'a.md',
    text: `# a\n\n${fence}ts\nconst a = 1\n${fence}\n\n${fence}sql\nSELECT 1\n${fence}\n`,
  }
  expect(markdownBlocks(page)).toEqual([{ origin: 'a.md:3', from: 'sluice', code: 'const a = 1\n' }])
  const text = `const x = 1\n/**\n * Adds.\n * ${fence}ts\n * add(1)\n * ${fence}\n */\nexport function add() {}\n`
  expect(commentBlocks({ path: 'packages/expr/src/a.ts', text })).toEqual([
    { origin: 'packages/expr/src/a.ts:4', from: '@sluice/expr', code: 'add(1)\n', documents: 'add' },
  ])
})
