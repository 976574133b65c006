import type { SluiceError } from '@sluice/core'
import type { Refusal } from '../app/gate.ts'
import { NotAllowed } from '../errors/not-allowed.ts'
import { NotAuthenticated } from '../errors/not-authenticated.ts'
import { RateLimited } from '../errors/rate-limited.ts'

/** Turned away: nobody is known by what was sent. */
export function notAuthenticated(reason: string, headers: Refusal['headers'] = {}): Refusal {
  return refusal(401, new NotAuthenticated({ reason }), {
    'www-authenticate': 'Bearer realm="sluice"',
    ...headers,
  })
}

/** Turned away because of where it comes from. */
export function notAllowed(reason: string, next: string): Refusal {
  return refusal(403, new NotAllowed({ reason, next }))
}

/** Turned away because there were too many. */
export function rateLimited(reason: string, seconds: number): Refusal {
  const afterSeconds = Math.max(1, Math.ceil(seconds))
  return refusal(429, new RateLimited({ reason, afterSeconds }), { 'retry-after': String(afterSeconds) })
}

function refusal(
  status: number,
  { code, message }: SluiceError,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return { kind: 'refused', status, code, detail: message, headers }
}
