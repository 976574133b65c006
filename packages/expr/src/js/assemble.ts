import type { Code } from './write.ts'

/** The declarations that the lines of a code need. */
export function declared({ temporaries }: Code): readonly string[] {
  return temporaries.length === 0 ? [] : [`let ${temporaries.join(', ')}`]
}

/** A function from generated code, with `k0` … as constants in reach; it is given the named parameters. */
export function assembled(
  constants: readonly unknown[],
  parameters: readonly string[],
  code: string,
): (...args: readonly unknown[]) => unknown {
  const names = constants.map((_, i) => `k${i}`)
  // The text holds only names made in this folder, operators, numbers and JSON strings; see write.ts.
  // oxlint-disable-next-line no-implied-eval, no-new-func
  const make = new Function(
    'k',
    ...parameters,
    `'use strict'\nconst [${names.join(', ')}] = k\nreturn ${code}`,
  ) as (...args: readonly unknown[]) => unknown
  return (...args) => make(constants, ...args)
}
