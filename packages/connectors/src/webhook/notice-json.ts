import type { CheckResult, Json, Notice } from '@sluice/core'

/** A notice as JSON: instants are ISO 8601, rows of data in the checks stay here. */
export function noticeJson(notice: Notice): Readonly<Record<string, Json>> {
  const { kind: _kind, incident, ...rest } = notice
  const occurrences = incident.occurrences.map(occurrence => ({
    ...occurrence,
    checks: occurrence.checks.map(withoutSample),
  }))
  const plain = { kind: 'sluice-notice', version: 1, ...rest, incident: { ...incident, occurrences } }
  return JSON.parse(JSON.stringify(plain)) as Readonly<Record<string, Json>>
}

function withoutSample({ sample: _sample, ...check }: CheckResult): CheckResult {
  return check
}
