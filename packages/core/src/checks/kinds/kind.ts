import type { DataType } from '@sluice/expr'
import type { DataSession } from '../../data/session.ts'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import type { CheckBase, CheckStatus, Severity } from '../check.ts'
import type { LoadEvidence } from '../../quality/load/empty-load.ts'
import type { ColumnProfile } from '../column-profile.ts'
import type { History } from '../history.ts'

/** A column that a check reads; with a type when it can only judge that type. */
export interface ColumnUse {
  readonly name: string
  readonly type?: DataType
}

/** What a kind of check may look at. */
export interface CheckScope {
  readonly data: DataSession
  /** Renders as a table expression over the dataset's rows. */
  readonly table: SqlPart
  /** Columns of the dataset. */
  readonly schema: TableSchema
  /** Columns at the source under the source's own names, where the dataset was read from a source. */
  readonly actual?: TableSchema
  /** Other datasets by the names that `matched` checks use. */
  readonly others: Readonly<Record<string, OtherTable>>
  readonly subject: string
  readonly asOf: Date
  /** Columns that identify a row; shown with offending rows. */
  readonly key?: readonly string[]
  /** Names at the source, of columns that are called otherwise there. */
  readonly names?: Readonly<Record<string, string>>
  readonly history: History
  /** How the dataset was read, where its source tells. */
  readonly evidence?: LoadEvidence
  /** Share of the tests against history that may be false alarms, where a check does not say its own. */
  readonly falseAlarms: number
  /** Profiles of columns in the last good run or in training; read from history when absent. */
  readonly reference?: Readonly<Record<string, ColumnProfile>>
  /** A value of a column as it may stand in a message: shortened, and masked where the column is. */
  readonly show: (column: string, value: unknown) => string
}

/** Another dataset of the run, for checks that compare two. */
export interface OtherTable {
  readonly table: SqlPart
  readonly schema: TableSchema
}

/** The row count and the values of the measures that a check asked for, in order. */
export interface Measured {
  readonly rows: number
  readonly values: readonly unknown[]
}

/** What a check found; a check may find several things. */
export interface Finding {
  /** Told apart from the check's other findings, such as `missing(amount)`. */
  readonly part?: string
  readonly status: CheckStatus
  /** Applies unless the definition sets a severity. */
  readonly severity: Severity
  readonly message: string
  readonly column?: string
  readonly observed?: number | string | null
  readonly expected?: string
  readonly likelyCause?: string
  /** Facts behind the cause, a line each. */
  readonly evidence?: readonly string[]
  /** Of a test against history: probability of something at least as far off by chance. */
  readonly p?: number
  /** A query for the offending rows, without a limit; run only when the finding failed. */
  readonly offending?: SqlPart
}

/**
 * Behaviour of one kind of check. Measures of all checks are taken in one statement over the dataset; `judge`
 * turns them into findings.
 */
export interface CheckKind<C extends CheckBase> {
  readonly kind: C['kind']
  /** Severity of a check that cannot be judged, because a column is absent or there are no rows. */
  readonly severity: Severity
  /** False for checks that judge a dataset without rows themselves. */
  readonly needsRows: boolean
  columns(check: C): readonly ColumnUse[]
  /** Aggregate expressions over the dataset's rows. */
  measures(check: C, scope: CheckScope): readonly SqlPart[]
  judge(check: C, measured: Measured, scope: CheckScope): Promise<readonly Finding[]> | readonly Finding[]
}
