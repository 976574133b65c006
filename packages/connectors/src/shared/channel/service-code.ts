/** A service's own code as far as it looks like one and repeats no secret. */
export function serviceCode(value: unknown, secrets: readonly string[]): string | undefined {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9_ -]{1,63}$/i.test(value)) return undefined
  const repeats = secrets.some(secret => secret.includes(value) || value.includes(secret))
  return repeats ? undefined : value
}

/** The fields of a JSON object; none when a text is something else. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
