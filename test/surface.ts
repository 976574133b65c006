// The public names of every entry point. `node test/surface.ts --update` writes surface.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sourceFiles } from '../scripts/verify/source-files.ts'
import { withoutComments } from './architecture/imports.ts'

const root = resolve(import.meta.dirname, '..')
const golden = join(import.meta.dirname, 'surface.json')

/** Names by entry point; types are marked. */
export type Surface = Readonly<Record<string, readonly string[]>>

/** What the index.ts files list. */
export function surface(): Surface {
  const entries = sourceFiles(root, ['packages/*/src/index.ts', 'packages/*/src/testing/index.ts'])
  return Object.fromEntries(entries.map(({ path, text }) => [path, exportedNames(text)]))
}

/** What was agreed on. */
export function agreedSurface(): Surface {
  return JSON.parse(readFileSync(golden, 'utf8')) as Surface
}

/** The names of `export { … } from` lists, sorted, `type ` before types. */
export function exportedNames(index: string): readonly string[] {
  return [...withoutComments(index).matchAll(/export (type )?\{([^}]*)\} from/g)]
    .flatMap(([, type = '', list = '']) =>
      list
        .split(',')
        .map(name => name.trim())
        .filter(name => name !== '')
        .map(name => (name.startsWith('type ') ? name : type + name)),
    )
    .map(name => name.replace(/^(type )?.* as /, '$1'))
    .toSorted()
}

if (process.argv.includes('--update')) writeFileSync(golden, `${JSON.stringify(surface(), null, 2)}\n`)
