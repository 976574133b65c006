import type { SourceFile } from '../../scripts/verify/source-files.ts'

/** One `import … from` or `export … from` of a file, or a dynamic import of a literal. */
export interface Import {
  readonly file: string
  readonly from: string
  /** Leaves no trace at run time. */
  readonly typeOnly: boolean
}

const statement = /^(?:import|export)\s+(type\s+)?([^'"`;]*?)\bfrom\s+'([^']+)'/gm
const sideEffect = /^import\s+'([^']+)'/gm
const dynamic = /\bimport\('([^']+)'\)/g

/** The imports of a file, found in its text: the house style leaves one way to write them. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const code = withoutComments(text)
  return [
    ...[...code.matchAll(statement)].map(([, type, names = '', from = '']) => ({
      file: path,
      from,
      typeOnly: type !== undefined || onlyTypes(names),
    })),
    ...[...code.matchAll(sideEffect)].map(([, from = '']) => ({ file: path, from, typeOnly: false })),
    ...[...code.matchAll(dynamic)].map(([, from = '']) => ({ file: path, from, typeOnly: false })),
  ]
}

/** `{ type A, type B }` */
function onlyTypes(names: string): boolean {
  const list = /^\{([^}]*)\}\s*$/.exec(names)?.[1]
  if (list === undefined) return false
  return list
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .every(name => name.startsWith('type '))
}

/** The text with comments blanked out, line numbers kept; strings and templates are left as they are. */
export function withoutComments(text: string): string {
  return text.replaceAll(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    found => (found.startsWith('/') ? found.replaceAll(/[^\n]/g, ' ') : found),
  )
}

/** The text with comments and the contents of strings blanked out, for the search of names. */
export function codeOnly(text: string): string {
  return withoutComments(text).replaceAll(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g,
    found => `'${'_'.repeat(found.length - 2)}'`,
  )
}
