import type { Op } from '../node/node.ts'

const infix = (operator: string) => (a: string, b: string) => `(${a} ${operator} ${b})`
const many =
  (operator: string) =>
  (...args: readonly string[]) =>
    `(${args.join(` ${operator} `)})`
const fn =
  (name: string) =>
  (...args: readonly string[]) =>
    `${name}(${args.join(', ')})`

const unlessMissing =
  (name: string) =>
  (...args: readonly string[]) =>
    `CASE WHEN ${args.map(arg => `${arg} IS NOT NULL`).join(' AND ')} THEN ${name}(${args.join(', ')}) END`

const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Operations that DuckDB and PostgreSQL write the same way. */
export const commonOps = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  negate: (a: string) => `(-${a})`,
  abs: fn('abs'),
  floor: fn('floor'),
  ceil: fn('ceil'),
  equal: infix('='),
  notEqual: infix('<>'),
  less: infix('<'),
  lessOrEqual: infix('<='),
  greater: infix('>'),
  greaterOrEqual: infix('>='),
  and: many('AND'),
  or: many('OR'),
  not: (a: string) => `(NOT ${a})`,
  isMissing: (a: string) => `(${a} IS NULL)`,
  coalesce: fn('coalesce'),
  smallest: unlessMissing('least'),
  largest: unlessMissing('greatest'),
  lower: (a: string) => `translate(${a}, '${capitals}', '${capitals.toLowerCase()}')`,
  concat: many('||'),
} satisfies Partial<Record<Op, (...args: never[]) => string>>
