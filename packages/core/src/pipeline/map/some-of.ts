const shown = 8

/** The first of many names: `"a", "b" and 12 more`. */
export function someOf(names: readonly string[]): string {
  const some = names.slice(0, shown).map(name => JSON.stringify(name))
  const rest = names.length - some.length
  return rest === 0 ? some.join(', ') : `${some.join(', ')} and ${rest} more`
}
