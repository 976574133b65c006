const secretName = /secret|token|passw|credential|authorization|api[-_]?key|write[-_]?key|private[-_]?key/i
const reference = /^env:\w+$/
const shown = '•••'

/** Parameters for people: references to secrets by their name, what may be a secret masked, known secrets taken out. */
export function maskedParams(params: unknown, redact: (text: string) => string): unknown {
  return masked(params, redact, false)
}

function masked(value: unknown, redact: (text: string) => string, isSecret: boolean): unknown {
  if (typeof value === 'string') {
    if (reference.test(value)) return value
    return isSecret ? shown : redact(withoutPassword(value))
  }
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'number' || typeof value === 'boolean') return isSecret ? shown : value
  if (typeof value !== 'object' || value === null) return value ?? null
  if (Array.isArray(value)) return value.map(child => masked(child, redact, isSecret))
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      masked(child, redact, isSecret || secretName.test(name)),
    ]),
  )
}

/** An address without the password in it. */
function withoutPassword(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*):[^/?#\s]*@/i, `$1:${shown}@`)
}
