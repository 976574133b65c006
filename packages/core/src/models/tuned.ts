import { OptionInvalid } from './option-invalid.ts'

/** Options of a learner with the values that a search tries. */
export type Changes = Readonly<Record<string, number | string | boolean>>

/**
 * Makes a learner of its options with some changed, by its own constructor, which checks them.
 *
 * @throws OptionInvalid when it has no such option or refuses the value.
 */
export function tuned<O, L>(
  of: string,
  options: O,
  names: readonly string[],
  changes: Changes,
  make: (options: O) => L,
): L {
  const unknown = Object.keys(changes).find(name => !names.includes(name))
  if (unknown !== undefined) {
    throw new OptionInvalid({
      of,
      option: unknown,
      value: changes[unknown],
      expected: `one of ${names.join(', ')}`,
    })
  }
  return make({ ...options, ...changes })
}
