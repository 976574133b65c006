import { SecretMissing } from '../errors/secret-missing.ts'

/** Resolves secrets, and takes every value it resolved out of text. */
export interface Redactor {
  readonly secret: (reference: string) => string
  readonly redact: (text: string) => string
}

const shortestSecret = 4
const stars = '‹secret›'

/** A redactor over an environment: `env:NAME` is the variable NAME. */
export function redactor(env: Readonly<Record<string, string | undefined>>): Redactor {
  const values = new Set<string>()
  return {
    secret(reference) {
      const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(reference)?.[1]
      if (name === undefined) {
        throw new SecretMissing({
          reference: reference.slice(0, 12),
          reason: 'is not a reference; write env("NAME")',
        })
      }
      const value = env[name]
      if (value === undefined || value === '') {
        throw new SecretMissing({
          reference,
          reason: `the environment variable ${name} is not set; set it where Sluice runs`,
        })
      }
      if (value.length >= shortestSecret) values.add(value)
      return value
    },
    redact(text) {
      let result = text
      for (const value of values) {
        // In JSON text a value is escaped, in URLs it is encoded.
        for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) {
          if (result.includes(form)) result = result.replaceAll(form, stars)
        }
      }
      return result
    },
  }
}
