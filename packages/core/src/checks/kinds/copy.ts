import { contentSketchOf, quickSketchSql } from '../../quality/load/content-sketch-sql.ts'
import { judgeCopy, type CopyVerdict, type EarlierLoad } from '../../quality/load/copied-load.ts'
import { sketchSize, type ContentSketch } from '../../quality/load/content-sketch.ts'
import { sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, CheckInvalid } from '../check-invalid.ts'
import type { HistoryPoint } from '../history.ts'
import { instant, percent, rowsOf } from '../wording.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'
import { shortSketch, sketchDetail, sketchOfDetail } from './sketch-detail.ts'

/** The rows are not those of an earlier load once more. */
export interface CopyCheck extends CheckBase {
  readonly kind: 'copy'
  readonly columns?: readonly string[]
  readonly except: readonly string[]
  readonly minRuns: number
}

/** Options of `check.copy`. */
export interface CopyOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** Columns that are compared; default all that hold no timestamps. */
  readonly columns?: readonly string[]
  /** Columns that differ between copies, such as the day of loading as text or a running number. */
  readonly except?: readonly string[]
  /**
   * Earlier loads needed; default 2, from which it is known whether the rows usually change. With 1 the second load of a
   * table that never changes is reported.
   */
  readonly minRuns?: number
}

/**
 * Declares that the rows are not those of an earlier load once more: not exactly, in any order, and not nearly, where
 * loads usually differ. Severity: block.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check } from '@sluice/core'
 *
 * assert.equal(check.copy({ except: ['loaded_on'] }).name, 'copy')
 * ```
 */
export function copy(options: CopyOptions = {}): CopyCheck {
  const { columns, except = [], minRuns = 2, ...rest } = options
  if (columns !== undefined) assertColumns('copy', columns)
  if (!Number.isInteger(minRuns) || minRuns < 1) {
    throw new CheckInvalid({
      check: 'copy',
      option: 'minRuns',
      value: minRuns,
      expected: 'a whole number of at least 1',
    })
  }
  return Object.freeze({
    kind: 'copy',
    name: 'copy',
    ...(columns !== undefined && { columns }),
    except,
    minRuns,
    ...rest,
  })
}

// Of so many earlier loads copies are found.
const memory = 35

export const copyKind: CheckKind<CopyCheck> = {
  kind: 'copy',
  severity: 'block',
  needsRows: true,
  columns: ({ columns = [], except }) => [...columns, ...except].map(name => ({ name })),
  measures: () => [],
  async judge(check, { rows }, scope) {
    const columns = comparedColumns(check, scope)
    // Other columns are other content; what was kept of the old ones is of no use.
    const metric = `${scope.subject}/copy/${columns.join(',')}`
    const earlier = loadsOf(
      (await scope.history.read(metric, memory)).filter(({ asOf }) => asOf < scope.asOf),
    )
    const sketch = await sketchOfTable(scope, columns, rows)
    await scope.history.record(metric, rows, sketchDetail(sketch))
    if (earlier.length < check.minRuns) {
      const message = `${rowsOf(rows)}; learning (${earlier.length} of ${check.minRuns} earlier loads) whether loads differ`
      return [{ status: 'learning', severity: 'warn', message }]
    }
    return [findingOf(judgeCopy(shortSketch(sketch), earlier))]
  },
}

function comparedColumns({ columns, except }: CopyCheck, { schema }: CheckScope): readonly string[] {
  const left = (columns ?? schema.columns.map(({ name }) => name)).filter(name => !except.includes(name))
  const types = new Map(schema.columns.map(({ name, type }) => [name, type]))
  const lasting = left.filter(name => types.get(name) !== 'timestamp')
  const compared = columns === undefined && lasting.length > 0 ? lasting : left
  return compared.length > 0 ? compared : schema.columns.map(({ name }) => name)
}

async function sketchOfTable(
  { data, table }: CheckScope,
  columns: readonly string[],
  rows: number,
): Promise<ContentSketch> {
  const take = async (among: number) => {
    const [row = {}] = await data.rows(sql<Record<string, unknown>>`${quickSketchSql(table, columns, among)}`)
    return contentSketchOf(row)
  }
  const sketch = await take(rows)
  // Rows that repeat each other leave too few among the smallest hashes: then all are looked at.
  return sketch.smallest.length < sketchSize && rows > sketchSize ? take(sketchSize) : sketch
}

function loadsOf(points: readonly HistoryPoint[]): readonly EarlierLoad[] {
  return points.flatMap(({ run, asOf, value, detail, excluded }) => {
    const sketch = excluded === true ? undefined : sketchOfDetail(value, detail)
    return sketch === undefined ? [] : [{ run, at: asOf, sketch }]
  })
}

const causes = {
  copy: 'the source gave an earlier answer again, or the file was not replaced',
  'near-copy': 'the source gave an earlier answer with few changes: its data were not updated',
} as const

function findingOf({ state, severity = 'block', message, like, usual }: CopyVerdict): Finding {
  const observed = like === undefined ? {} : { observed: like.similarity }
  if (state === 'learning') return { status: 'learning', severity: 'warn', message }
  if (state === 'ok' || state === 'unchanging') {
    return { status: 'passed', severity: 'warn', message, ...observed }
  }
  const evidence = [
    ...(like === undefined
      ? []
      : [
          `shares ${percent(like.similarity)} of its rows with the load of ${instant(like.at)} (run ${like.run})`,
        ]),
    ...(usual === undefined ? [] : [`successive loads usually share ${percent(usual)}`]),
  ]
  return {
    status: 'failed',
    severity,
    ...observed,
    expected: usual === undefined ? 'other rows' : `about ${percent(usual)} shared`,
    message: `${message}. See whether the source has newer data, and load again`,
    likelyCause: causes[state],
    evidence,
  }
}
