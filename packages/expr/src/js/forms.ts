import type { DataType, Op } from '../node/node.ts'

/**
 * An operation as JavaScript code over the code of its arguments. Numbers and timestamps hold NaN for missing,
 * texts and booleans null.
 */
export interface Form {
  readonly code: (...args: readonly string[]) => string
  /** True when the code repeats an argument, which must then be a name or a constant. */
  readonly repeats: boolean
}

const once = (code: Form['code']): Form => ({ code, repeats: false })
const repeating = (code: Form['code']): Form => ({ code, repeats: true })

const infix = (operator: string) => once((a, b) => `(${a} ${operator} ${b})`)
const compared = (operator: string, opposite: string) =>
  repeating((a, b) => `(${a} ${operator} ${b} ? true : ${a} ${opposite} ${b} ? false : null)`)
const extreme = (operator: string) =>
  repeating((a, b) => `(${b} ${operator} ${a} ? ${b} : ${b} === ${b} ? ${a} : NaN)`)
const unlessMissing = (code: Form['code']) =>
  repeating((...args) => `(${args.map(arg => `${arg} === null`).join(' || ')} ? null : ${code(...args)})`)

const ofNumbers: Partial<Record<Op, Form>> = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: repeating((a, b) => `(${b} === 0 ? NaN : ${a} / ${b})`),
  negate: once(a => `(-${a})`),
  abs: once(a => `Math.abs(${a})`),
  sqrt: once(a => `Math.sqrt(${a})`),
  floor: once(a => `Math.floor(${a})`),
  ceil: once(a => `Math.ceil(${a})`),
  exp: once(a => `Math.exp(${a})`),
  ln: repeating(a => `(${a} > 0 ? Math.log(${a}) : NaN)`),
  sigmoid: once(a => `(1 / (1 + Math.exp(-${a})))`),
  equal: repeating((a, b) => `(${a} === ${b} ? true : ${a} < ${b} || ${a} > ${b} ? false : null)`),
  notEqual: repeating((a, b) => `(${a} === ${b} ? false : ${a} < ${b} || ${a} > ${b} ? true : null)`),
  less: compared('<', '>='),
  lessOrEqual: compared('<=', '>'),
  greater: compared('>', '<='),
  greaterOrEqual: compared('>=', '<'),
  isMissing: repeating(a => `(${a} !== ${a})`),
  coalesce: repeating((...args) => args.reduceRight((rest, arg) => `(${arg} === ${arg} ? ${arg} : ${rest})`)),
}

/** Only with two arguments. */
const ofTwoNumbers: Partial<Record<Op, Form>> = { smallest: extreme('<'), largest: extreme('>') }

const ofOthers: Partial<Record<Op, Form>> = {
  equal: unlessMissing((a, b) => `${a} === ${b}`),
  notEqual: unlessMissing((a, b) => `${a} !== ${b}`),
  and: repeating((...args) => `(${any(args, 'false')} ? false : ${any(args, 'null')} ? null : true)`),
  or: repeating((...args) => `(${any(args, 'true')} ? true : ${any(args, 'null')} ? null : false)`),
  not: unlessMissing(a => `!${a}`),
  isMissing: once(a => `(${a} === null)`),
  coalesce: once((...args) => `(${args.join(' ?? ')})`),
  concat: unlessMissing((...args) => args.join(' + ')),
  toNumber: repeating(a => `(${a} === null ? NaN : ${a} ? 1 : 0)`),
}

/** The code of an operation over arguments of a type; undefined where the operation is called by reference. */
export function formOf(op: Op, type: DataType, argumentCount: number): Form | undefined {
  if (type === 'text' || type === 'boolean') return ofOthers[op]
  return ofNumbers[op] ?? (argumentCount === 2 ? ofTwoNumbers[op] : undefined)
}

/**
 * Operations in the place of a condition, where only true counts and missing need not be told from false. The
 * arguments of `and` and `or` are conditions themselves.
 */
export const conditions: Partial<Record<Op, (...args: readonly string[]) => string>> = {
  equal: (a, b) => `(${a} === ${b})`,
  less: (a, b) => `(${a} < ${b})`,
  lessOrEqual: (a, b) => `(${a} <= ${b})`,
  greater: (a, b) => `(${a} > ${b})`,
  greaterOrEqual: (a, b) => `(${a} >= ${b})`,
  and: (...args) => `(${args.join(' && ')})`,
  or: (...args) => `(${args.join(' || ')})`,
}

function any(args: readonly string[], value: string): string {
  return args.map(arg => `${arg} === ${value}`).join(' || ')
}
