import type { DataType, Op } from './node.ts'

/** What an operation takes and gives. `same`: all such arguments (and the result) have one type. */
export interface OpRule {
  readonly args: readonly (DataType | 'same')[]
  /** True when the last argument may be repeated. */
  readonly variadic?: boolean
  readonly result: DataType | 'same'
  /** True when every engine gives the same bits. */
  readonly exact: boolean
}

const arithmetic: OpRule = { args: ['number', 'number'], result: 'number', exact: true }
const ofNumber: OpRule = { args: ['number'], result: 'number', exact: true }
const inexact: OpRule = { args: ['number'], result: 'number', exact: false }
const comparison: OpRule = { args: ['same', 'same'], result: 'boolean', exact: true }
const logic: OpRule = { args: ['boolean', 'boolean'], variadic: true, result: 'boolean', exact: true }
const datePart: OpRule = { args: ['timestamp'], result: 'number', exact: true }
const pick: OpRule = { args: ['same'], variadic: true, result: 'same', exact: true }

/** The operations. Missing in gives missing out, except for `and`, `or`, `isMissing`, `coalesce`, `smallest`, `largest`. */
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
  equal: comparison,
  notEqual: comparison,
  less: comparison,
  lessOrEqual: comparison,
  greater: comparison,
  greaterOrEqual: comparison,
  and: logic,
  or: logic,
  not: { args: ['boolean'], result: 'boolean', exact: true },
  isMissing: { args: ['same'], result: 'boolean', exact: true },
  coalesce: pick,
  /** The smallest argument that is not missing. */
  smallest: { args: ['number'], variadic: true, result: 'number', exact: true },
  /** The largest argument that is not missing. */
  largest: { args: ['number'], variadic: true, result: 'number', exact: true },
  /** Lower-cases A–Z only: other letters differ between engines and their versions. */
  lower: { args: ['text'], result: 'text', exact: true },
  concat: { args: ['text', 'text'], variadic: true, result: 'text', exact: true },
  /** Code points. */
  length: { args: ['text'], result: 'number', exact: true },
  /** 1 for true, 0 for false. */
  toNumber: { args: ['boolean'], result: 'number', exact: true },
  year: datePart,
  month: datePart,
  dayOfMonth: datePart,
  /** 1 Monday … 7 Sunday. */
  dayOfWeek: datePart,
  dayOfYear: datePart,
  hour: datePart,
  minute: datePart,
  /** Days of 24 hours from the first to the second instant, with fractions. */
  daysBetween: { args: ['timestamp', 'timestamp'], result: 'number', exact: true },
}

/** True for the name of an operation. */
export function isOp(name: unknown): name is Op {
  return typeof name === 'string' && Object.hasOwn(ops, name)
}
