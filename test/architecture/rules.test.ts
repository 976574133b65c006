import { expect, test } from 'vitest'
import { codeOnly, importsOf } from './imports.ts'
import { importProblem } from './rules.ts'

const problemOf = (file: string, code: string) => importsOf({ path: file, text: code }).map(importProblem)

test.each([
  ['packages/core/src/a.ts', `import { call } from '@sluice/expr'`, undefined],
  ['packages/expr/src/a.ts', `import { step } from '@sluice/core'`, 'expr may not import core'],
  ['packages/expr/src/a.ts', `import type { Step } from '@sluice/core'`, 'expr may not import core'],
  ['packages/expr/src/a.ts', `import { readFile } from 'node:fs'`, 'expr may not import node:fs'],
  ['packages/expr/src/a.test.ts', `import { readFile } from 'node:fs'`, undefined],
  ['packages/core/src/a.ts', `import { z } from 'zod'`, undefined],
  ['packages/core/src/a.test.ts', `import { golden } from '../../../test/golden/learning.ts'`, undefined],
  [
    'packages/core/src/a.ts',
    `import { golden } from '../../../test/golden/learning.ts'`,
    'leaves its package by a path',
  ],
  ['packages/core/src/a.ts', `import { z } from 'zodiac'`, 'core may not import zodiac'],
  [
    'packages/connectors/src/a.ts',
    `import { openEngine } from '@sluice/engine'`,
    'connectors may import only types of engine',
  ],
  ['packages/connectors/src/a.ts', `import type { Engine } from '@sluice/engine'`, undefined],
  ['packages/connectors/src/a.ts', `import { type Engine, type Run } from '@sluice/engine'`, undefined],
  ['packages/connectors/src/testing/a.ts', `import { openEngine } from '@sluice/engine'`, undefined],
  [
    'packages/core/src/a.ts',
    `import { x } from '@sluice/expr/src/node/node.ts'`,
    'reaches into another package',
  ],
  ['packages/core/src/a.ts', `import { x } from '@sluice/expr/testing'`, 'reaches into another package'],
  ['packages/core/src/a.ts', `import { x } from '@sluice/core'`, 'imports its own package by name'],
  ['packages/core/src/a.ts', `import { x } from '../../expr/src/node.ts'`, 'leaves its package by a path'],
  [
    'packages/core/src/sql/a.ts',
    `import { x } from '../index.ts'`,
    'imports index.ts: import the file itself',
  ],
  ['packages/core/src/sql/a.ts', `export { x } from './b'`, 'does not name the file'],
  ['packages/core/src/sql/a.ts', `import { x } from './testing/b.ts'`, 'imports testing/ in production'],
  ['packages/core/src/sql/a.test.ts', `import { x } from './b.test.ts'`, 'imports a test'],
  ['packages/engine/src/a.ts', `const x = await import('mysql2')`, 'engine may not import mysql2'],
])('%s: %s → %s', (file, code, problem) => {
  expect(problemOf(file, code)).toEqual([problem])
})

test('an import over several lines is one import, and one in a comment is none', () => {
  const text = `/** import { a } from '@sluice/core' */\n// import { a } from 'b'\nimport {\n  call,\n  type Node,\n} from '@sluice/expr'\n`
  expect(importsOf({ path: 'a.ts', text })).toEqual([{ file: 'a.ts', from: '@sluice/expr', typeOnly: false }])
})

test('names in comments and strings are not code', () => {
  expect(
    codeOnly(`// Math.random()\nconst a = 'Math.random()' + "Math.random()" /* Math.random() */`),
  ).not.toMatch(/Math/)
  expect(codeOnly('const a = Math.random()')).toMatch(/Math\.random/)
  expect(codeOnly(`new Date('2026-01-01')`)).not.toMatch(/new Date\(\s*\)/)
})
