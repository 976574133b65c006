import { code, type CodeCheck } from './kinds/code.ts'
import { constant, type ConstantCheck } from './kinds/constant.ts'
import { copy, type CopyCheck } from './kinds/copy.ts'
import { drift, type DriftCheck } from './kinds/drift.ts'
import { fresh, type FreshCheck } from './kinds/fresh.ts'
import { matched, type MatchedCheck } from './kinds/matched.ts'
import { metric, type MetricCheck } from './kinds/metric.ts'
import { notEmpty, type NotEmptyCheck } from './kinds/not-empty.ts'
import { notNull, type NotNullCheck } from './kinds/not-null.ts'
import { oneOf, type OneOfCheck } from './kinds/one-of.ts'
import { range, type RangeCheck } from './kinds/range.ts'
import { ratio, type RatioCheck } from './kinds/ratio.ts'
import { restated, type RestatedCheck } from './kinds/restated.ts'
import { rowCount, type RowCountCheck } from './kinds/row-count.ts'
import { schema, type SchemaCheck } from './kinds/schema.ts'
import { scores, type ScoresCheck } from './kinds/scores.ts'
import { scoreDriftCheck, type ScoreDriftCheck } from './kinds/score-drift.ts'
import { slices, type SlicesCheck } from './kinds/slices.ts'
import { sql, type SqlCheck } from './kinds/sql.ts'
import { total, type TotalCheck } from './kinds/total.ts'
import { uniqueKey, type UniqueKeyCheck } from './kinds/unique-key.ts'

/** `block` stops everything downstream of the step; `warn` is reported and the run goes on. */
export type Severity = 'block' | 'warn'

/** `learning`: there is too little history to judge, and the check says so instead of passing silently. */
export type CheckStatus = 'passed' | 'failed' | 'learning'

/** What a check found, kept in the journal with the step. */
export interface CheckResult {
  /** The kind of check, such as `schema` or `row-count`. */
  readonly check: string
  /** Stable name within the subject, such as `not-null(customer_id)`. */
  readonly name?: string
  readonly severity: Severity
  readonly status: CheckStatus
  /** The dataset or value that was looked at, such as `events`. */
  readonly subject: string
  readonly column?: string
  /** One sentence: the number against the expectation, and what to do when it failed. */
  readonly message: string
  readonly observed?: number | string | null
  readonly expected?: string
  /** Of a test against history: probability of something at least as far off by chance. */
  readonly p?: number
  /** What the evidence says happened, such as a column that was renamed; for the alert. */
  readonly likelyCause?: string
  /** Facts behind the cause, a line each. */
  readonly evidence?: readonly string[]
  /** Up to 20 offending rows. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[]
}

/** What every check has: plain data that is part of a step's definition. */
export interface CheckBase {
  readonly kind: string
  /** Stable name, made of the kind and its columns unless the user gives another. */
  readonly name: string
  /** When absent, each finding has the severity that fits it (see the kind). */
  readonly severity?: Severity
}

/** Any check. Make one with {@link check}. */
export type CheckDefinition =
  | SchemaCheck
  | NotEmptyCheck
  | UniqueKeyCheck
  | NotNullCheck
  | RangeCheck
  | OneOfCheck
  | FreshCheck
  | RowCountCheck
  | MatchedCheck
  | ScoresCheck
  | DriftCheck
  | ScoreDriftCheck
  | SqlCheck
  | TotalCheck
  | CodeCheck
  | MetricCheck
  | RatioCheck
  | ConstantCheck
  | CopyCheck
  | SlicesCheck
  | RestatedCheck

/**
 * Makes checks: plain data that says what must hold for a dataset.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check } from '@sluice/core'
 *
 * const expect = [check.notNull('customer_id', { atMost: 0.01 }), check.oneOf('kind', ['view', 'cart', 'purchase'])]
 * assert.deepEqual(expect.map(({ name }) => name), ['not-null(customer_id)', 'one-of(kind)'])
 * ```
 */
export const check = Object.freeze({
  schema,
  notEmpty,
  uniqueKey,
  notNull,
  range,
  oneOf,
  fresh,
  rowCount,
  matched,
  scores,
  drift,
  scoreDrift: scoreDriftCheck,
  sql,
  total,
  code,
  metric,
  ratio,
  constant,
  copy,
  slices,
  restated,
})
