import type { CheckResult, Severity } from '../checks/check.ts'
import { readElementName } from '../pipeline/map/element-name.ts'
import type { AlertError } from './alert.ts'

/** What a step left behind that an alert can be about. */
export interface StepTrouble {
  readonly step: string
  readonly checks: readonly CheckResult[]
  readonly error?: AlertError
}

const order: Readonly<Record<Severity, number>> = { block: 0, warn: 1 }

/** Failed checks, the most severe first and otherwise as they were made. */
export function failedChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks
    .filter(({ status }) => status === 'failed')
    .toSorted((a, b) => order[a.severity] - order[b.severity])
}

/**
 * What went wrong, independent of deployment and run: `events/schema/amount`, or step and code of an error; of steps of
 * a map's elements the map, so that many that fail alike are one cause. Undefined when nothing did.
 */
export function rootCauseOf({ step, checks, error }: StepTrouble): string | undefined {
  const [worst] = failedChecks(checks)
  if (error !== undefined && worst?.severity !== 'block') {
    return `${readElementName(step)?.map ?? step}/${error.code ?? error.name}`
  }
  if (worst === undefined) return undefined
  const { subject, check, column, name } = worst
  const detail = column ?? (name === check ? undefined : name)
  return [subject, check, ...(detail === undefined ? [] : [detail])].join('/')
}
