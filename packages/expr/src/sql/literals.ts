/** `1.5` as `1.5e0`: a number that no engine takes for a decimal. */
export function withExponent(value: number): string {
  if (Object.is(value, -0)) return '-0e0'
  const text = String(value)
  return text.includes('e') ? text.replace('e+', 'e') : `${text}e0`
}

/** A text constant. */
export function quotedText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A name in double quotes. */
export function quotedIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
