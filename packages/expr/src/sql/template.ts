import { joined, type SqlTree } from './tree.ts'

/** SQL of an operation over its arguments: text with `{0}` and `{1}` in it, or a function. */
export type Template = string | ((args: readonly SqlTree[]) => SqlTree)

/** Puts arguments into a template. */
export function filled(template: Template, args: readonly SqlTree[]): SqlTree {
  if (typeof template !== 'string') return template(args)
  const pieces = template
    .split(/\{(\d)\}/)
    .map((piece, i) => (i % 2 === 0 ? piece : (args[Number(piece)] as SqlTree)))
  return { pieces, atom: false }
}

/** Any number of arguments between operators, in parentheses. */
export function chain(operator: string): Template {
  return args => ({ pieces: ['(', ...joined(args, ` ${operator} `).pieces, ')'], atom: false })
}

/** A function of any number of arguments. */
export function functionOf(name: string): Template {
  return args => ({ pieces: [`${name}(`, ...joined(args, ', ').pieces, ')'], atom: false })
}
