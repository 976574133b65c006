import type { DataType, Op } from './node.ts'

/**
 * What an operation takes and gives. `same`: all such arguments (and the result) have one type; `ordered`: the same,
 * and not boolean.
 */
export interface OpRule {
  readonly args: readonly (DataType | 'same' | 'ordered')[]
  /** True when the last argument may be repeated. */
  readonly variadic?: boolean
  readonly result: DataType | 'same'
  /** True when every engine gives the same bits. */
  readonly exact: boolean
}

const arithmetic: OpRule = { args: ['number', 'number'], result: 'number', exact: true }
const ofNumber: OpRule = { args: ['number'], result: 'number', exact: true }
const inexact: OpRule = { args: ['number'], result: 'number', exact: false }
const equality: OpRule = { args: ['same', 'same'], result: 'boolean', exact: true }
const order: OpRule = { args: ['ordered', 'ordered'], result: 'boolean', exact: true }
const logic: OpRule = { args: ['boolean', 'boolean'], variadic: true, result: 'boolean', exact: true }
const datePart: OpRule = { args: ['timestamp'], result: 'number', exact: true }
const extreme: OpRule = { args: ['number', 'number'], variadic: true, result: 'number', exact: true }

/**
 * The operations. Missing in gives missing out, except for `and`, `or` (three-valued, as in SQL), `isMissing` and
 * `coalesce`. A number that is not one (∞ - ∞, 0 · ∞ …) is missing. 0 and -0 are equal.
 */
export const ops: Readonly<Record<Op, OpRule>> = {
  add: arithmetic,
  subtract: arithmetic,
  multiply: arithmetic,
  /** Missing when the divisor is 0. */
  divide: arithmetic,
  negate: ofNumber,
  abs: ofNumber,
  /** Missing below 0. */
  sqrt: ofNumber,
  floor: ofNumber,
  ceil: ofNumber,
  exp: inexact,
  /** Missing at and below 0. */
  ln: inexact,
  /** Missing at and below -1. */
  log1p: inexact,
  /** 1 / (1 + exp(-x)). */
  sigmoid: inexact,
  equal: equality,
  notEqual: equality,
  less: order,
  lessOrEqual: order,
  greater: order,
  greaterOrEqual: order,
  and: logic,
  or: logic,
  not: { args: ['boolean'], result: 'boolean', exact: true },
  isMissing: { args: ['same'], result: 'boolean', exact: true },
  /** The first argument that is not missing. */
  coalesce: { args: ['same'], variadic: true, result: 'same', exact: true },
  /** The smallest argument, the first of equal ones; missing when any is, so that `clip` keeps missing values. */
  smallest: extreme,
  /** The largest argument, the first of equal ones; missing when any is. */
  largest: extreme,
  /** Lower-cases A–Z only: other letters differ between engines and their versions. */
  lower: { args: ['text'], result: 'text', exact: true },
  concat: { args: ['text', 'text'], variadic: true, result: 'text', exact: true },
  /** The number of code points. */
  length: { args: ['text'], result: 'number', exact: true },
  /**
   * The words of a text, of two and more characters, in lower case: each with a space on either side of its own.
   * Which characters are those of words, and which have a lower case, `word-characters.ts` says.
   */
  words: { args: ['text'], result: 'text', exact: true },
  /** How often the first text has the second, side by side; missing where the second is empty. */
  occurrences: { args: ['text', 'text'], result: 'number', exact: true },
  /** A number from 0 to 2³² - 1: the first 32 bits of the MD5 of the text's UTF-8. */
  hash: { args: ['text'], result: 'number', exact: true },
  /** 1 for true, 0 for false. */
  toNumber: { args: ['boolean'], result: 'number', exact: true },
  /** Parts of a date are those of UTC; of an infinite timestamp they are missing. */
  year: datePart,
  month: datePart,
  dayOfMonth: datePart,
  /** 1 Monday … 7 Sunday. */
  dayOfWeek: datePart,
  dayOfYear: datePart,
  hour: datePart,
  minute: datePart,
  /** Days of 24 hours from the first to the second instant, with fractions: microseconds / 86 400 000 000. */
  daysBetween: { args: ['timestamp', 'timestamp'], result: 'number', exact: true },
}

/** True for the name of an operation. */
export function isOp(name: unknown): name is Op {
  return typeof name === 'string' && Object.hasOwn(ops, name)
}
