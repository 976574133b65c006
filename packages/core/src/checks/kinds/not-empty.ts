import type { CheckBase } from '../check.ts'
import { CheckInvalid } from '../check-invalid.ts'
import { count, rowsOf } from '../wording.ts'
import type { CheckKind } from './kind.ts'
import { emptyFacts, partialFacts } from './load-facts.ts'

/** The dataset has rows. */
export interface NotEmptyCheck extends CheckBase {
  readonly kind: 'not-empty'
  readonly atLeast: number
}

/** Options of `check.notEmpty`. */
export interface NotEmptyOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** Rows that there must be; default 1. */
  readonly atLeast?: number
}

/** Declares that a dataset has at least one row, or `atLeast` rows. Severity: block. It may be empty only where its source
 * proves that there was nothing to load. */
export function notEmpty(options: NotEmptyOptions = {}): NotEmptyCheck {
  const { atLeast = 1, ...rest } = options
  if (!Number.isInteger(atLeast) || atLeast < 1) {
    const expected = 'a whole number of at least 1'
    throw new CheckInvalid({ check: 'notEmpty', option: 'atLeast', value: atLeast, expected })
  }
  return Object.freeze({ kind: 'not-empty', name: 'not-empty', atLeast, ...rest })
}

const unexplained = 'has no rows. See whether the system it comes from had any for this period, and run again'

export const notEmptyKind: CheckKind<NotEmptyCheck> = {
  kind: 'not-empty',
  severity: 'block',
  needsRows: false,
  columns: () => [],
  measures: () => [],
  judge({ atLeast }, { rows }, scope) {
    const found = { severity: 'block', observed: rows, expected: `at least ${rowsOf(atLeast)}` } as const
    if (rows >= atLeast) return [{ ...found, status: 'passed', message: rowsOf(rows) }]
    if (rows > 0) {
      const message = `has ${rowsOf(rows)}, and at least ${count(atLeast)} are needed`
      return [{ ...found, status: 'failed', message, ...partialFacts(scope) }]
    }
    const { isRight, message = unexplained, ...facts } = emptyFacts(scope)
    return [{ ...found, status: isRight ? 'passed' : 'failed', message, ...facts }]
  },
}
