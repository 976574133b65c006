import type { Op } from '../node/node.ts'
import { chain, functionOf, type Template } from './template.ts'

const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Operations that databases write the same way. `smallest` and `largest` are asked only when nothing is missing. */
export const commonOps = {
  add: '({0} + {1})',
  subtract: '({0} - {1})',
  multiply: '({0} * {1})',
  negate: '(-{0})',
  abs: 'abs({0})',
  floor: 'floor({0})',
  ceil: 'ceil({0})',
  equal: '({0} = {1})',
  notEqual: '({0} <> {1})',
  less: '({0} < {1})',
  lessOrEqual: '({0} <= {1})',
  greater: '({0} > {1})',
  greaterOrEqual: '({0} >= {1})',
  and: chain('AND'),
  or: chain('OR'),
  not: '(NOT {0})',
  isMissing: '({0} IS NULL)',
  coalesce: functionOf('coalesce'),
  smallest: functionOf('least'),
  largest: functionOf('greatest'),
  lower: `translate({0}, '${capitals}', '${capitals.toLowerCase()}')`,
  concat: chain('||'),
} satisfies Partial<Record<Op, Template>>
