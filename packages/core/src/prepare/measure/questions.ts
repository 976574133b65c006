import { column, duckdb, type DataType, type ExprNode } from '@sluice/expr'
import {
  FOLD,
  TARGET,
  type Category,
  type CountsMeasurement,
  type Measurement,
  type PresentCategory,
  type SampleMeasurement,
  type TargetMeasurement,
} from '../../transforms/transform.ts'
import type { Facts } from './facts.ts'
import {
  centreNear,
  centreSql,
  deviation,
  fixedPoint,
  squaredDeviation,
  squaresSql,
  sumSql,
} from './fixed-point.ts'
import type { OrderStatistics } from './order-statistics.ts'
import {
  centresTable,
  listIn,
  numberIn,
  rowsColumn,
  valuesTable,
  type Answer,
  type Question,
} from './question.ts'

/** A question with the way to read its answer. */
export interface Asked<A> extends Question {
  read(answer: Answer): A
}

/** The fold and the target of training rows. */
export const foldNode: ExprNode = column(FOLD, 'number')
export const targetNode: ExprNode = column(TARGET, 'number')

/** Rows, missing values and bounds: of numbers, and of instants in microseconds, where infinite ones are missing. */
export function factsQuestion(id: string, v: string, type: DataType): Asked<Facts> {
  const number = type === 'timestamp' ? `CASE WHEN isfinite(${v}) THEN epoch_us(${v})::DOUBLE END` : v
  const bounded = type === 'number' || type === 'timestamp'
  const bounds = bounded ? { [`${id}_min`]: `min(${number})`, [`${id}_max`]: `max(${number})` } : {}
  return {
    aggregates: { [`${id}_n`]: `count(${number})`, ...bounds },
    read(answer) {
      const rows = numberIn(answer, rowsColumn)
      const [min, max] = [numberIn(answer, `${id}_min`), numberIn(answer, `${id}_max`)]
      return { rows, missing: rows - numberIn(answer, `${id}_n`), min, max }
    },
  }
}

/** From so many ranks on it is quicker to sort once than to select each (1 M rows, 2000 ranks: 0.6 s instead of 40 s). */
const manyRanks = 24

/** Values by rank. DuckDB's discrete quantile picks the rank `ceil(share · count)`, counted from 1. */
export function orderQuestion(
  id: string,
  v: string,
  { rows, missing }: Facts,
  ranks: readonly number[],
): Asked<OrderStatistics> {
  const present = rows - missing
  const sorted = [...new Set(ranks)].toSorted((a, b) => a - b)
  const shares = sorted.map(rank => duckdb.number((rank + 0.5) / present))
  const selected = { aggregates: { [`${id}_q`]: `quantile_disc(${v}, [${shares.join(', ')}])` } }
  const picked = `SELECT v FROM (${rankedSql(v)}) WHERE r IN (${sorted.join(', ')})`
  const fromSorted = { tables: [`SELECT list(v ORDER BY v) AS ${id}_q FROM (${picked})`] }
  return {
    ...(present === 0 ? {} : sorted.length < manyRanks ? selected : fromSorted),
    read(answer) {
      const values = listIn<number>(answer, `${id}_q`)
      return { present, missing, at: new Map(sorted.map((rank, i) => [rank, values[i] as number])) }
    },
  }
}

/** SQL of the present values `v` with their ranks `r`, from 0. */
function rankedSql(v: string): string {
  return `SELECT ${v} AS v, row_number() OVER (ORDER BY ${v}) - 1 AS r FROM ${valuesTable} WHERE ${v} IS NOT NULL`
}

/**
 * Mean and variance, from sums of the distances to a number near the mean: `near`, where one is known to lie within a
 * standard deviation, else one that a scan of the rows finds first.
 */
export function momentsQuestion(
  id: string,
  v: string,
  facts: Facts,
  near: number | undefined,
): Asked<Extract<Measurement, { readonly kind: 'moments' }>> {
  const { rows, missing } = facts
  if (rows === missing) {
    return { read: () => ({ kind: 'moments', rows, missing, mean: Number.NaN, variance: Number.NaN }) }
  }
  const fixed = fixedPoint(facts)
  const centre = near === undefined ? undefined : centreNear(near, fixed)
  const column = `${id}_c`
  const text = centre === undefined ? column : duckdb.number(centre)
  const sums = { [`${id}_s`]: sumSql(v, text, fixed), [`${id}_q`]: squaresSql(v, text, fixed) }
  const count = { [`${id}_n`]: `count(${v})` }
  return {
    ...(centre === undefined
      ? { aggregates: count, centres: { [column]: centreSql(v, fixed) }, centred: sums }
      : { aggregates: { ...count, ...sums } }),
    read(answer) {
      const n = numberIn(answer, `${id}_n`)
      const off = deviation(numberIn(answer, `${id}_s`), fixed) / n
      const squares = squaredDeviation(numberIn(answer, `${id}_q`), fixed) / n
      const mean = (centre ?? numberIn(answer, column)) + off
      return { kind: 'moments', rows, missing: rows - n, mean, variance: Math.max(0, squares - off * off) }
    },
  }
}

/** How often each value occurs; with `top` only the most frequent. */
export function countsQuestion(id: string, v: string, top: number | undefined): Asked<CountsMeasurement> {
  const order = top === undefined ? 'v' : 'n DESC, v'
  const limit = top === undefined ? '' : ` ORDER BY n DESC, v LIMIT ${top}`
  const groups = `SELECT ${v} AS v, count(*)::DOUBLE AS n, count(*) OVER () AS d FROM ${valuesTable} WHERE ${v} IS NOT NULL GROUP BY ${v}${limit}`
  return {
    aggregates: { [`${id}_n`]: `count(${v})` },
    tables: [
      `SELECT list(v ORDER BY ${order}) AS ${id}_v, list(n ORDER BY ${order}) AS ${id}_k, any_value(d) AS ${id}_d FROM (${groups})`,
    ],
    read: answer => ({
      kind: 'counts',
      missing: numberIn(answer, rowsColumn) - numberIn(answer, `${id}_n`),
      distinct: numberIn(answer, `${id}_d`) || 0,
      values: listIn<PresentCategory>(answer, `${id}_v`).map(value => (value === 0 ? 0 : value)),
      counts: listIn<number>(answer, `${id}_k`),
    }),
  }
}

/** A sample has at most so many values. */
const mostValues = 100_000

/** All values in ascending order; of many, one in the middle of every so many. */
export function sampleQuestion(id: string, v: string, { rows, missing }: Facts): Asked<SampleMeasurement> {
  const stride = Math.max(1, Math.ceil((rows - missing) / mostValues))
  const kept = `SELECT v FROM (${rankedSql(v)}) WHERE r % ${stride} = ${Math.floor((stride - 1) / 2)}`
  return {
    tables: [`SELECT list(v ORDER BY v) AS ${id}_v FROM (${kept})`],
    read: answer => ({
      kind: 'sample',
      missing,
      values: listIn<number>(answer, `${id}_v`).map(value => (value === 0 ? 0 : value)),
    }),
  }
}

/** Sums of the target by value and fold. Rows without a target are left out. */
export function targetQuestion(
  id: string,
  { value, fold, target }: { readonly value: string; readonly fold: string; readonly target: string },
  facts: Facts,
): Asked<TargetMeasurement> {
  const fixed = fixedPoint(facts)
  const centre = `${id}_c`
  const inner = `SELECT ${value} AS v, ${fold} AS f, ${target} AS y, ${centre} AS c FROM ${valuesTable}, ${centresTable} WHERE ${target} IS NOT NULL`
  const sums = `SELECT v, f, count(*)::DOUBLE AS n, ${sumSql('y', 'c', fixed)}::DOUBLE AS s, ${squaresSql('y', 'c', fixed)}::DOUBLE AS q FROM (${inner}) GROUP BY v, f`
  const list = (name: string) => `list(${name} ORDER BY v, f) AS ${id}_${name}`
  return {
    centres: { [centre]: centreSql(target, fixed) },
    tables: [`SELECT ${['v', 'f', 'n', 's', 'q'].map(list).join(', ')} FROM (${sums})`],
    read(answer) {
      const numbers = (name: string) => listIn<number>(answer, `${id}_${name}`)
      const [folds, counts, s, q] = [numbers('f'), numbers('n'), numbers('s'), numbers('q')]
      const entries = listIn<Category>(answer, `${id}_v`).map((category, i) => ({
        value: category === 0 ? 0 : category,
        fold: folds[i] as number,
        count: counts[i] as number,
        sum: deviation(s[i] as number, fixed),
        sumOfSquares: squaredDeviation(q[i] as number, fixed),
      }))
      return { kind: 'target-counts', shift: numberIn(answer, centre), entries }
    },
  }
}
