import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of ours. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
}

const areas = [
  'packages/*/src/**/*.{ts,tsx}',
  'examples/**/*.ts',
  'scripts/**/*.ts',
  'benchmarks/**/*.ts',
  'test/**/*.ts',
]

/** Every TypeScript file of the repository that is written by hand, in the order of their paths. */
export function sourceFiles(root: string, patterns: readonly string[] = areas): readonly SourceFile[] {
  return globSync([...patterns], {
    cwd: root,
    exclude: path => /(^|\/)(node_modules|dist|\.cache|\.sluice)(\/|$)/.test(path),
  })
    .toSorted()
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
