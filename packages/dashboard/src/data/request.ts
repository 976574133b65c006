import { problemOf, RequestFailed } from './problem.ts'

/** Values of a query string; those undefined or empty are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

/** `/v1/runs` and `{ limit: 5 }` → `/v1/runs?limit=5`. */
export function address(path: string, query: Query = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? path : `${path}?${text}`
}

/** Reads something of the API. */
export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>(address(path, query), { headers: { accept: 'application/json' }, ...(signal && { signal }) })
}

/** Changes something; a repetition with the same key does it once. */
export function post<T>(path: string, body: unknown, key: string): Promise<T> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': key,
    ...ofSession(document.cookie),
  }
  return ask<T>(path, { method: 'POST', headers, body: JSON.stringify(body ?? {}) })
}

/** What shows that a change is from a page of the server, where somebody has logged in. */
export function ofSession(cookies: string): Readonly<Record<string, string>> {
  const [, value] = /(?:^|; )__Host-sluice-csrf=([^;]+)/.exec(cookies) ?? []
  return value === undefined ? {} : { 'x-sluice-csrf': value }
}

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  const answer = await fetch(url, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new RequestFailed(
      problemOf(0, { detail: 'Is `sluice serve` running? The page tries again by itself.' }),
    )
  })
  const text = await answer.text()
  const body = parsed(text)
  if (!answer.ok) throw new RequestFailed(problemOf(answer.status, body))
  return body as T
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
