import type { Op } from '../node/node.ts'
import { float, power } from './postgres-float.ts'

/*
 * PostgreSQL refuses a sum, product or quotient of finite numbers that is infinite, and a product or quotient of
 * numbers other than 0 that is 0. These give ∞ and 0 as IEEE 754 does: scaled by powers of two, which is exact, the
 * same operation tells whether the result leaves the range. Arguments are never NaN. CASE, not AND, decides what is
 * computed, because PostgreSQL is free to evaluate both sides of an AND.
 */

const infinity = float(Infinity)
const nan = float(Number.NaN)
const [zero, one] = [float(0), float(1)]

const isInfinite = (a: string) => `abs(${a}) = ${infinity}`
const sign = '(sign({0}) * sign({1}))'

/** Half of a number; what is below 1 cannot matter to a sum that overflows, and its half might be refused. */
const half = (a: string) => `CASE WHEN abs(${a}) < ${one} THEN ${zero} ELSE ${a} * ${float(0.5)} END`

const sum = (operator: string) =>
  `CASE WHEN abs({0}) <= ${power(1022)} AND abs({1}) <= ${power(1022)} THEN {0} ${operator} {1} ` +
  `WHEN ${isInfinite('{0}')} OR ${isInfinite('{1}')} THEN nullif({0} ${operator} {1}, ${nan}) ` +
  `WHEN abs(${half('{0}')} ${operator} ${half('{1}')}) >= ${power(1023)} THEN sign({0}) * ${infinity} ` +
  `ELSE {0} ${operator} {1} END`

const usual = (a: string) => `abs(${a}) BETWEEN ${power(-500)} AND ${power(500)}`

/** Of a product scaled by 2^1075 that rounds to 1: whether it is at most 1 exactly (Dekker's two-product). */
const halfOrLess =
  `(SELECT al * bl <= ((${one} - ah * bh) - al * bh) - ah * bl FROM ` +
  `(SELECT ah, a - ah AS al, bh, b - bh AS bl FROM ` +
  `(SELECT a, b, a * ${float(134_217_729)} - (a * ${float(134_217_729)} - a) AS ah, ` +
  `b * ${float(134_217_729)} - (b * ${float(134_217_729)} - b) AS bh FROM ` +
  `(SELECT abs({0}) * ${power(537)} AS a, abs({1}) * ${power(538)} AS b OFFSET 0) AS s0 OFFSET 0) AS s1 OFFSET 0) AS s2)`

const tiny = `(abs({0}) * ${power(537)}) * (abs({1}) * ${power(538)})`
const huge = `(abs({0}) * ${power(-512)}) * (abs({1}) * ${power(-512)})`

const product =
  `CASE WHEN ${usual('{0}')} AND ${usual('{1}')} THEN {0} * {1} ` +
  `WHEN {0} = ${zero} OR {1} = ${zero} OR ${isInfinite('{0}')} OR ${isInfinite('{1}')} THEN nullif({0} * {1}, ${nan}) ` +
  `WHEN abs({0}) >= ${one} AND abs({1}) >= ${one} THEN CASE WHEN ${huge} >= ${one} THEN ${sign} * ${infinity} ELSE {0} * {1} END ` +
  `WHEN abs({0}) < ${one} AND abs({1}) < ${one} THEN CASE WHEN ${tiny} < ${one} THEN ${sign} * ${zero} ` +
  `WHEN ${tiny} > ${one} THEN {0} * {1} WHEN ${halfOrLess} THEN ${sign} * ${zero} ELSE {0} * {1} END ` +
  `ELSE {0} * {1} END`

/** A quotient of doubles is never between 2^1024 - 2^970 and 2^1024, so comparing with a power of two is exact. */
const quotient =
  `CASE WHEN {1} = ${zero} THEN NULL ` +
  `WHEN ${usual('{0}')} AND ${usual('{1}')} THEN {0} / {1} ` +
  `WHEN {0} = ${zero} OR ${isInfinite('{0}')} OR ${isInfinite('{1}')} THEN nullif({0} / {1}, ${nan}) ` +
  `WHEN abs({1}) < ${one} THEN CASE WHEN abs({0}) < ${power(-50)} THEN {0} / {1} ` +
  `WHEN abs({0}) * ${power(-512)} >= abs({1}) * ${power(512)} THEN ${sign} * ${infinity} ELSE {0} / {1} END ` +
  `WHEN abs({0}) >= ${one} THEN {0} / {1} ` +
  `WHEN abs({0}) * ${power(537)} <= abs({1}) * ${power(-538)} THEN ${sign} * ${zero} ELSE {0} / {1} END`

/** Arithmetic for numbers of any magnitude. */
export const guarded: Partial<Record<Op, string>> = {
  add: sum('+'),
  subtract: sum('-'),
  multiply: product,
  divide: quotient,
}
