import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from '../scripts/verify/source-files.ts'

// What the compiler says to a user's mistake is part of the product: each file makes one mistake, and the message is
// kept beside it. `npm test -- test/type-errors -u` accepts new messages.
const root = resolve(import.meta.dirname, '..')
const folder = join(import.meta.dirname, 'type-errors')
const fixtures = sourceFiles(root, ['test/type-errors/*.ts']).map(({ path }) => basename(path))

const output = compile()

function compile(): string {
  const cache = join(root, '.cache/type-errors')
  mkdirSync(cache, { recursive: true })
  const config = join(cache, 'tsconfig.json')
  const compilerOptions = { noEmit: true, typeRoots: [join(root, 'node_modules/@types')] }
  const files = fixtures.map(name => join(folder, name))
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files }))
  return spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  }).stdout
}

/** The messages about one file, with their places and their indented explanations. */
function messagesOf(name: string): string {
  const messages = output.split(/\n(?=\S)/).filter(message => message.startsWith(`${name}(`))
  return `${messages.map(message => message.slice(name.length).trimEnd()).join('\n')}\n`
}

test.each(fixtures)('%s', async name => {
  const messages = messagesOf(name)
  expect(messages.trim(), 'the mistake is not noticed').not.toBe('')
  expect(messages, 'a name that is imported does not exist').not.toMatch(/TS2305|TS2307/)
  await expect(messages).toMatchFileSnapshot(join(folder, name.replace(/\.ts$/, '.txt')))
})
