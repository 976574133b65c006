import type { CheckResult } from '../checks/check.ts'
import type { Json } from '../data/refs.ts'
import type { Alert } from './alert.ts'
import { renderAlert } from './render-alert.ts'

/** What {@link alertJson} may include. */
export interface AlertJsonOptions {
  /** Rows of data in the checks; default false, because alerts leave the machine. */
  readonly samples?: boolean
}

/** An alert as JSON for webhooks and files. `text` is what {@link renderAlert} gives; instants are ISO 8601. */
export function alertJson(
  alert: Alert,
  { samples = false }: AlertJsonOptions = {},
): { readonly [name: string]: Json } {
  const { kind: _kind, checks, asOf, at, seen, ...rest } = alert
  const plain = {
    kind: 'sluice-alert',
    version: 1,
    ...rest,
    asOf: asOf.toISOString(),
    at: at.toISOString(),
    ...(seen !== undefined && { seen: { first: seen.first.toISOString(), times: seen.times } }),
    checks: checks.map(check => (samples ? check : withoutSample(check))),
    text: renderAlert(alert),
  }
  return JSON.parse(JSON.stringify(plain)) as { readonly [name: string]: Json }
}

function withoutSample({ sample: _sample, ...check }: CheckResult): CheckResult {
  return check
}
