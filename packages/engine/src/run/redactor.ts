import type { CheckResult } from '@sluice/core'
import { SecretMissing } from '../errors/secret-missing.ts'
import { plainJson } from '../journal/plain-json.ts'

/** Resolves secrets, and takes every value it resolved out of what is kept or shown. */
export interface Redactor {
  readonly secret: (reference: string) => string
  readonly redact: (text: string) => string
  /** The same results without secrets in messages and samples. */
  readonly checks: (results: readonly CheckResult[]) => readonly CheckResult[]
  /** The variable whose value stands in a JSON text, if any. */
  readonly leakIn: (json: string) => string | undefined
}

/** Shorter values, such as a port, would take ordinary words and numbers out of messages. */
const shortestInText = 4
/** An output is refused and not changed, so only what cannot be an ordinary word counts. */
const shortestInOutput = 12
const stars = '‹secret›'

/** A redactor over an environment: `env:NAME` is the variable NAME. */
export function redactor(env: Readonly<Record<string, string | undefined>>): Redactor {
  const forms = new Map<string, string>()
  const longestFirst = () => [...forms].toSorted(([a], [b]) => b.length - a.length)
  const redact = (text: string) => {
    let result = text
    for (const [form] of longestFirst()) if (result.includes(form)) result = result.replaceAll(form, stars)
    return result
  }
  return {
    secret(reference) {
      const variable = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(reference)?.[1]
      if (variable === undefined) {
        // It may be the secret itself.
        throw new SecretMissing({ reference: '(not shown)', reason: `is not a reference; write env('NAME')` })
      }
      const value = env[variable]
      if (value === undefined || value === '') {
        const reason = `the environment variable ${variable} is not set; set it where Sluice runs`
        throw new SecretMissing({ reference, reason })
      }
      for (const form of formsOf(value)) if (form.length >= shortestInText) forms.set(form, variable)
      return value
    },
    redact,
    checks: results =>
      plainJson(results, text => keepable(redact(text))) as unknown as readonly CheckResult[],
    leakIn: json => [...forms].find(([form]) => form.length >= shortestInOutput && json.includes(form))?.[1],
  }
}

/** Data stands in what checks say, and PostgreSQL holds no null and no half of a character in text. */
function keepable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** A secret as it stands in text, JSON and URLs; of a URL also its password. */
function* formsOf(value: string): Generator<string> {
  for (const plain of [value, ...passwordsOf(value)]) {
    yield plain
    yield JSON.stringify(plain).slice(1, -1)
    yield encodeURIComponent(plain)
  }
}

function passwordsOf(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : ''
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    // A percent sign that encodes nothing.
    return [password]
  }
}
