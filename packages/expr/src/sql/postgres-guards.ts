import type { ArithmeticOp, Step } from './program.ts'
import { float, power } from './postgres-float.ts'
import { joined, tree, type SqlTree } from './tree.ts'

/*
 * PostgreSQL refuses a sum, product or quotient of finite numbers that is infinite, and a product or quotient of
 * numbers other than 0 that is 0. These give ∞ and 0 as IEEE 754 does: scaled by powers of two, which is exact, the
 * same operation tells whether the result leaves the range. The operands x and y are never NaN. CASE, not AND,
 * decides what is computed, because PostgreSQL is free to evaluate both sides of an AND.
 */

const infinity = float(Infinity)
const nan = float(Number.NaN)
const [zero, one] = [float(0), float(1)]
const sign = '(sign(x) * sign(y))'
const anyInfinite = `abs(x) = ${infinity} OR abs(y) = ${infinity}`

/** Half of a number; what is below 1 cannot matter to a sum that overflows, and its half might be refused. */
const half = (a: string) => `CASE WHEN abs(${a}) < ${one} THEN ${zero} ELSE ${a} * ${float(0.5)} END`

const sum = (operator: string) =>
  `CASE WHEN abs(x) <= ${power(1022)} AND abs(y) <= ${power(1022)} THEN x ${operator} y ` +
  `WHEN ${anyInfinite} THEN nullif(x ${operator} y, ${nan}) ` +
  `WHEN abs(${half('x')} ${operator} ${half('y')}) >= ${power(1023)} THEN sign(x) * ${infinity} ` +
  `ELSE x ${operator} y END`

const usual = (a: string) => `abs(${a}) BETWEEN ${power(-500)} AND ${power(500)}`
const tiny = `(abs(x) * ${power(537)}) * (abs(y) * ${power(538)})`
const huge = `(abs(x) * ${power(-512)}) * (abs(y) * ${power(-512)})`

const split = (a: string) => `${a} * ${float(134_217_729)} - (${a} * ${float(134_217_729)} - ${a})`

/** Of a product that is 1 after scaling by 2^1075 and rounding: whether it is at most 1 exactly (Dekker). */
const atMostHalf =
  `(SELECT al * bl <= ((${one} - ah * bh) - al * bh) - ah * bl FROM ` +
  `(SELECT ah, a - ah AS al, bh, b - bh AS bl FROM (SELECT a, b, ${split('a')} AS ah, ${split('b')} AS bh FROM ` +
  `(SELECT abs(x) * ${power(537)} AS a, abs(y) * ${power(538)} AS b OFFSET 0) AS s OFFSET 0) AS s OFFSET 0) AS s)`

const product =
  `CASE WHEN ${usual('x')} AND ${usual('y')} THEN x * y ` +
  `WHEN x = ${zero} OR y = ${zero} OR ${anyInfinite} THEN nullif(x * y, ${nan}) ` +
  `WHEN abs(x) >= ${one} AND abs(y) >= ${one} THEN CASE WHEN ${huge} >= ${one} THEN ${sign} * ${infinity} ELSE x * y END ` +
  `WHEN abs(x) >= ${one} OR abs(y) >= ${one} THEN x * y ` +
  `WHEN ${tiny} < ${one} THEN ${sign} * ${zero} WHEN ${tiny} > ${one} THEN x * y ` +
  `WHEN ${atMostHalf} THEN ${sign} * ${zero} ELSE x * y END`

/** No quotient of doubles lies between 2^1024 - 2^970 and 2^1024, so comparing with a power of two is exact. */
const quotient =
  `CASE WHEN y = ${zero} THEN NULL ` +
  `WHEN ${usual('x')} AND ${usual('y')} THEN x / y ` +
  `WHEN x = ${zero} OR ${anyInfinite} THEN nullif(x / y, ${nan}) ` +
  `WHEN abs(y) < ${one} THEN CASE WHEN abs(x) < ${power(-50)} THEN x / y ` +
  `WHEN abs(x) * ${power(-512)} >= abs(y) * ${power(512)} THEN ${sign} * ${infinity} ELSE x / y END ` +
  `WHEN abs(x) >= ${one} THEN x / y ` +
  `WHEN abs(x) * ${power(537)} <= abs(y) * ${power(-538)} THEN ${sign} * ${zero} ELSE x / y END`

const guards: Readonly<Record<ArithmeticOp, string>> = {
  add: sum('+'),
  subtract: sum('-'),
  multiply: product,
  divide: quotient,
}

const codes: readonly ArithmeticOp[] = ['add', 'subtract', 'multiply', 'divide']

/**
 * Runs a program for numbers of any magnitude. The steps are data, so that its length does not matter to the
 * planner: a guard in place of each operation would be a thousand characters each.
 */
export function guardedProgram(leaves: readonly SqlTree[], steps: readonly Step[]): SqlTree {
  const [first] = steps
  if (steps.length === 1 && first !== undefined) {
    const [x, y] = [first.left, first.right].map(register => leaves[register] as SqlTree) as [
      SqlTree,
      SqlTree,
    ]
    return tree`(SELECT ${guards[first.op]} FROM (SELECT ${x} AS x, ${y} AS y OFFSET 0) AS s)`
  }
  const used = codes.filter(op => steps.some(step => step.op === op))
  const branches = used.map(op => `WHEN ${codes.indexOf(op)} THEN ${guards[op]}`).join(' ')
  const list = (numberOf: (step: Step) => number) => `('{${steps.map(numberOf).join(',')}}'::int[])[step]`
  const registers =
    `SELECT step, r, ${list(({ op }) => codes.indexOf(op))} AS op, r[${list(({ left }) => left + 1)}] AS x, ` +
    `r[${list(({ right }) => right + 1)}] AS y FROM run WHERE step <= ${steps.length} OFFSET 0`
  return tree`(WITH RECURSIVE run(step, r) AS (SELECT 1, ARRAY[${joined(leaves, ', ')}]::float8[] UNION ALL SELECT step + 1, r || CASE op ${branches} END FROM (${registers}) AS s) SELECT r[${String(leaves.length + steps.length)}] FROM run WHERE step = ${String(steps.length + 1)})`
}
