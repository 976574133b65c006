import { RequestInvalid } from '../errors/request-invalid.ts'

/** What was asked for, as the request line says it; decoded once, and nothing of it is normalised. */
export interface Target {
  /** Decoded; a slash in it may have been written as `%2F`. */
  readonly path: string
  /** Between slashes as they were written, decoded. The last one without its action. */
  readonly segments: readonly string[]
  /** What is behind the last colon, written as such, of the last segment: `cancel` of `/v1/runs/7:cancel`. */
  readonly action?: string
  /** Behind the question mark, as it was written. */
  readonly query: string
}

/**
 * Reads the target of a request.
 *
 * @throws RequestInvalid for one that is not well formed, that steps (`..`), or that has control characters
 */
export function targetOf(raw: string): Target {
  const at = raw.indexOf('?')
  const written = at === -1 ? raw : raw.slice(0, at)
  if (!/^\/[!-~]*$/.test(written)) {
    throw wrong('must begin with a slash, and other characters than ASCII are encoded')
  }
  const parts = written.slice(1).split('/')
  const last = parts.at(-1) ?? ''
  const colon = last.lastIndexOf(':')
  const segments = parts.map((part, i) =>
    decoded(colon !== -1 && i === parts.length - 1 ? part.slice(0, colon) : part),
  )
  const path = decoded(written)
  return {
    path,
    segments,
    query: at === -1 ? '' : raw.slice(at + 1),
    ...(colon !== -1 && { action: decoded(last.slice(colon + 1)) }),
  }
}

/**
 * The names and values of a query.
 *
 * @throws RequestInvalid for a name that is given twice, and for what is not well formed
 */
export function queryOf(query: string): Readonly<Record<string, string>> {
  if (query === '') return {}
  const found = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = queryText(at === -1 ? pair : pair.slice(0, at))
    if (found.has(name)) throw new RequestInvalid([{ where: `query/${name}`, reason: 'is given twice' }])
    found.set(name, queryText(at === -1 ? '' : pair.slice(at + 1)))
  }
  return Object.fromEntries(found)
}

// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/

function decoded(text: string): string {
  const plain = decodedText(text, 'path')
  if (control.test(plain)) throw wrong('has a control character in it')
  if (plain.split(/[/\\]/).some(part => part === '.' || part === '..')) {
    throw wrong('steps up or stays ("." or "..")')
  }
  return plain
}

function queryText(text: string): string {
  const plain = decodedText(text.replaceAll('+', ' '), 'query')
  if (plain.includes('\0')) {
    throw new RequestInvalid([{ where: 'query', reason: 'has a zero character in it' }])
  }
  return plain
}

function decodedText(text: string, where: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RequestInvalid([{ where, reason: 'has a percent sign that encodes nothing: write it as %25' }])
  }
}

function wrong(reason: string): RequestInvalid {
  return new RequestInvalid([{ where: 'path', reason }])
}
