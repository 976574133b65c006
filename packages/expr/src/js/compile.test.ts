import { expect, test } from 'vitest'
import { BatchInvalid } from '../errors/batch-invalid.ts'
import { RowInvalid } from '../errors/row-invalid.ts'
import { call, column, literal, lookup } from '../node/build.ts'
import type { ExprNode } from '../node/node.ts'
import type { ColumnData } from './column-data.ts'
import { compileBest } from './compile-best.ts'
import { compileJs } from './generate.ts'
import { interpretJs } from './interpret.ts'

const ways = [
  ['generated code', compileJs],
  ['interpreter', interpretJs],
] as const
const [x, s, b, t] = [
  column('x', 'number'),
  column('s', 'text'),
  column('b', 'boolean'),
  column('t', 'timestamp'),
]

test.each(ways)('%s lists the columns it reads', (_name, compile) => {
  const { inputs } = compile({ a: call('year', t), b: call('length', s), c: call('month', t) })
  expect(inputs).toEqual([
    { name: 't', type: 'timestamp' },
    { name: 's', type: 'text' },
  ])
})

test.each(ways)('%s takes null, undefined, NaN and absence for missing', (_name, compile) => {
  const { row } = compile({ x, s, b, t })
  const missing = { x: null, s: null, b: null, t: null }
  expect(row({})).toEqual(missing)
  expect(row(missing)).toEqual(missing)
  expect(row({ x: Number.NaN, s: Number.NaN, b: Number.NaN, t: Number.NaN })).toEqual(missing)
  expect(row({ x: undefined, s: undefined, b: undefined, t: undefined })).toEqual(missing)
})

test.each(ways)('%s takes dates and microseconds for timestamps', (_name, compile) => {
  const { row } = compile({ year: call('year', t) })
  expect(row({ t: new Date('2024-06-01T00:00:00Z') })).toEqual({ year: 2024 })
  expect(row({ t: Date.parse('2024-06-01T00:00:00Z') * 1000 })).toEqual({ year: 2024 })
})

const refused: readonly (readonly [ExprNode & { kind: 'column' }, unknown, string])[] = [
  [x, '12', 'column "x" must be a number, but is the string "12"'],
  [x, true, 'column "x" must be a number, but is the boolean true'],
  [x, 12n, 'column "x" must be a number, but is the bigint 12'],
  [s, 12, 'column "s" must be a string, but is the number 12'],
  [b, 1, 'column "b" must be a boolean, but is the number 1'],
  [t, '2024-01-01', 'column "t" must be a Date or a number of microseconds since 1970'],
  [t, new Date(Number.NaN), 'an invalid Date'],
  [t, 0.5, 'the number 0.5'],
]

test.each(ways.flatMap(way => refused.map(wrong => [...way, ...wrong] as const)))(
  '%s: %j',
  (_name, compile, node, value, message) => {
    const { row } = compile({ value: node })
    expect(() => row({ [node.name]: value })).toThrow(RowInvalid)
    expect(() => row({ [node.name]: value })).toThrow(message)
  },
)

const strange = [
  '__proto__',
  'constructor',
  'toString',
  'a"b',
  "it's",
  '\\',
  '\u2028',
  '${x}',
  '`',
  'c0',
  'row',
  'k',
]

test.each(ways)('%s keeps names apart from code and from what objects inherit', (_name, compile) => {
  const outputs = Object.fromEntries(
    strange.map(name => [name, call('add', column(name, 'number'), literal(1))]),
  )
  Object.defineProperty(outputs, '__proto__', {
    value: call('add', column('__proto__', 'number'), literal(1)),
    enumerable: true,
  })
  const { row } = compile(outputs)
  const ones: Record<string, number> = Object.create(null) as Record<string, number>
  for (const name of strange) ones[name] = 1
  expect(new Map(Object.entries(row(ones)))).toEqual(new Map(strange.map(name => [name, 2])))
  expect(Object.values(row({}))).toEqual(strange.map(() => null))
})

test.each(ways)('%s keeps texts apart from code', (_name, compile) => {
  const text = '"); throw new Error("out"); ("\\\n\u2028`${1}'
  const map = lookup({
    input: s,
    type: 'text',
    keys: [text],
    values: [text],
    missing: text,
    unknown: 'other',
  })
  const { row } = compile({ map, same: call('equal', s, literal(text)) })
  expect(row({ s: text })).toEqual({ map: text, same: true })
  expect(row({ s: 'else' })).toEqual({ map: 'other', same: false })
})

test.each(ways)('%s refuses a batch that lacks what it reads', (_name, compile) => {
  const { batch } = compile({ y: call('negate', x) })
  const numbers: ColumnData = { type: 'number', values: Float64Array.of(1, 2) }
  expect(batch({ x: numbers }, 2)['y']).toEqual({ type: 'number', values: Float64Array.of(-1, -2) })
  expect(() => batch({}, 2)).toThrow(BatchInvalid)
  expect(() => batch({}, 2)).toThrow('column "x" of the batch must be number with 2 rows, but is absent')
  expect(() => batch({ x: { type: 'text', values: ['a'] } }, 1)).toThrow('but is text')
  expect(() => batch({ x: numbers }, 3)).toThrow('but holds 2 rows')
})

test.each(ways)('%s reads a batch without changing it', (_name, compile) => {
  const values = Float64Array.of(1, Number.NaN)
  compile({ y: call('coalesce', x, literal(0)) }).batch({ x: { type: 'number', values } }, 2)
  expect(values).toEqual(Float64Array.of(1, Number.NaN))
})

test('a part that several outputs read is computed once', () => {
  const shared = call('exp', x)
  const copy = call('exp', column('x', 'number'))
  const source = compileJs({
    a: call('add', shared, literal(1)),
    b: call('add', copy, literal(2)),
  }).row.toString()
  expect(source.match(/Math\.exp/g)).toHaveLength(1)
})

test('where code generation is forbidden, the interpreter takes its place', () => {
  const original = globalThis.Function
  globalThis.Function = function forbidden() {
    throw new EvalError('Code generation from strings disallowed for this context')
  } as unknown as FunctionConstructor
  try {
    expect(() => compileJs({ y: x })).toThrow(EvalError)
    expect(compileBest({ y: call('add', x, literal(1)) }).row({ x: 1 })).toEqual({ y: 2 })
  } finally {
    globalThis.Function = original
  }
})
