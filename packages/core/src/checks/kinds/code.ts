import type { CheckBase } from '../check.ts'
import { CheckInvalid } from '../check-invalid.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'

/** What a function that checks a dataset may look at. */
export type CodeScope = Pick<
  CheckScope,
  'data' | 'table' | 'schema' | 'others' | 'history' | 'asOf' | 'subject'
> & {
  readonly rows: number
}

/** What a function found. */
export interface CodeVerdict {
  readonly passed: boolean
  /** One sentence: the number against the expectation, and what to do when it failed. */
  readonly message: string
  readonly observed?: number | string | null
  readonly expected?: string
  readonly column?: string
}

/** A function of the user that looks at the dataset. */
export interface CodeCheck extends CheckBase {
  readonly kind: 'code'
  readonly judge: (scope: CodeScope) => CodeVerdict | Promise<CodeVerdict>
}

/**
 * Declares what a function decides. Severity: block. A function that throws blocks, with what it said.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check, sql } from '@sluice/core'
 *
 * const spend = check.code('spend is below the budget', async ({ data, table }) => {
 *   const [row] = await data.rows(sql<{ spend: number }>`SELECT sum(spend) AS spend FROM ${table}`)
 *   const found = row?.spend ?? 0
 *   return { passed: found <= 10_000, observed: found, message: `spend is ${found}, the budget is 10,000` }
 * })
 * assert.equal(spend.kind, 'code')
 * ```
 */
export function code(
  name: string,
  judge: CodeCheck['judge'],
  options: Partial<Pick<CheckBase, 'severity'>> = {},
): CodeCheck {
  if (name === '') {
    const expected = 'a sentence about what must hold'
    throw new CheckInvalid({ check: 'code', option: 'name', value: name, expected })
  }
  return Object.freeze({ kind: 'code', name, judge, ...options })
}

export const codeKind: CheckKind<CodeCheck> = {
  kind: 'code',
  severity: 'block',
  needsRows: false,
  columns: () => [],
  measures: () => [],
  async judge(check, { rows }, { data, table, schema, others, history, asOf, subject }) {
    const verdict = await attempt(() =>
      check.judge({ data, table, schema, others, history, asOf, subject, rows }),
    )
    if (typeof verdict === 'string') {
      return [failure(`${check.name} cannot be judged, its function fails: ${verdict}`)]
    }
    const { passed, message, ...facts } = verdict
    return [{ severity: 'block', status: passed ? 'passed' : 'failed', message, ...facts }]
  },
}

async function attempt(judge: () => CodeVerdict | Promise<CodeVerdict>): Promise<CodeVerdict | string> {
  try {
    const verdict = await judge()
    // What a function of plain JavaScript gives is not what its type says.
    const given = verdict as CodeVerdict | undefined
    if (typeof given?.passed === 'boolean' && typeof given.message === 'string') return given
    return 'it must give passed and message'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function failure(message: string): Finding {
  return { severity: 'block', status: 'failed', message }
}
