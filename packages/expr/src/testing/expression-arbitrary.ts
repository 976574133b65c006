import fc from 'fast-check'
import { bucket, call, caseOf, column, forest, interpolate, literal, lookup } from '../node/build.ts'
import type { DataType, ExprNode, Op } from '../node/node.ts'
import type { CaseRow } from './cell.ts'
import { forests } from './forest-arbitrary.ts'

/** The columns of generated rows, two per type. */
export const caseColumns = [
  column('n1', 'number'),
  column('n2', 'number'),
  column('t1', 'text'),
  column('t2', 'text'),
  column('b1', 'boolean'),
  column('b2', 'boolean'),
  column('s1', 'timestamp'),
  column('s2', 'timestamp'),
] as const

const edgeNumbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  2 ** 53,
  -(2 ** 53) - 2,
  0.5,
  -1.5,
  5e-324,
  1.5e-323,
  2 ** -538,
  2 ** -537,
  2 ** 511,
  2 ** 512,
  2 ** 1023,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  -5e-324,
  2.2e-308,
  1e308,
  -1e308,
  Number.NaN,
  Infinity,
  -Infinity,
]
const edgeTexts = [
  '',
  ' ',
  'a',
  'A',
  'é',
  'É',
  'ß',
  'z',
  '\uFF21',
  '\u{1F600}',
  'a\u0301',
  "o'clock",
  '"',
  '\\',
  '%',
  'NULL',
]
const edgeDays = [
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00Z',
  '2024-02-29T12:00:00Z',
  '2024-12-31T23:59:59.999Z',
  '2100-02-28T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T00:00:00Z',
  '1582-10-10T00:00:00Z',
  '2023-12-31T23:59:59Z',
  '2000-01-01T00:00:00Z',
  '1900-03-01T00:00:00Z',
]

const finite = fc.oneof(
  fc.constantFrom(...edgeNumbers.filter(Number.isFinite)),
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const numberCell = fc.oneof(fc.constant(null), fc.constantFrom(...edgeNumbers), finite)
const text = fc.oneof(
  fc.constantFrom(...edgeTexts),
  fc.string({ unit: 'binary', maxLength: 6 }).filter(value => !value.includes('\0')),
)
/** Microseconds that a double holds exactly. */
const micros = fc.oneof(
  fc.constantFrom(...edgeDays.map(day => Date.parse(day) * 1000)),
  fc.integer({ min: Date.parse('1700-01-01') * 1000, max: Date.parse('2250-01-01') * 1000 }),
)

const instant = fc.option(fc.oneof(micros, micros, micros, fc.constantFrom(Infinity, -Infinity)))

/** Rows with every kind of edge value. */
export const caseRow: fc.Arbitrary<CaseRow> = fc.record({
  n1: numberCell,
  n2: numberCell,
  t1: fc.option(text),
  t2: fc.option(text),
  b1: fc.option(fc.boolean()),
  b2: fc.option(fc.boolean()),
  s1: instant,
  s2: instant,
})

const numberOps: readonly (readonly [Op, readonly DataType[]])[] = [
  ['add', ['number', 'number']],
  ['subtract', ['number', 'number']],
  ['multiply', ['number', 'number']],
  ['divide', ['number', 'number']],
  ['negate', ['number']],
  ['abs', ['number']],
  ['sqrt', ['number']],
  ['floor', ['number']],
  ['ceil', ['number']],
  ['smallest', ['number', 'number']],
  ['largest', ['number', 'number', 'number']],
  ['coalesce', ['number', 'number']],
  ['length', ['text']],
  ['occurrences', ['text', 'text']],
  ['hash', ['text']],
  ['toNumber', ['boolean']],
  ['year', ['timestamp']],
  ['month', ['timestamp']],
  ['dayOfMonth', ['timestamp']],
  ['dayOfWeek', ['timestamp']],
  ['dayOfYear', ['timestamp']],
  ['hour', ['timestamp']],
  ['minute', ['timestamp']],
  ['daysBetween', ['timestamp', 'timestamp']],
]

const comparisons = ['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'] as const

/** Expressions of exact operations, per type: every engine must give the same bits. */
export const exactExpressions = fc.letrec<Record<DataType, ExprNode>>(tie => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<ExprNode>(caseColumns[0], caseColumns[1]),
    finite.map(value => literal(value)),
    fc.constant(literal(null, 'number')),
    ...numberOps.map(([op, types]) =>
      fc.tuple(...types.map(type => tie(type))).map(args => call(op, ...args)),
    ),
    caseNode(tie('boolean'), tie('number')),
    fc
      .tuple(fc.array(tie('number'), { minLength: 3, maxLength: 3 }), forests(3))
      .map(([inputs, trees]) => forest(inputs, trees)),
    fc
      .tuple(
        tie('number'),
        fc.uniqueArray(finite, { minLength: 1, maxLength: 20, comparator: (a, b) => a === b }),
      )
      .map(([input, keys]) =>
        lookup({ input, type: 'number', keys, values: keys.map((_, i) => i), missing: -1, unknown: null }),
      ),
    fc
      .tuple(
        tie('text'),
        fc.uniqueArray(text, { minLength: 1, maxLength: 20 }),
        fc.option(finite),
        fc.option(finite),
      )
      .map(([input, keys, missing, unknown]) =>
        lookup({ input, type: 'number', keys, values: keys.map((_, i) => i / 3), missing, unknown }),
      ),
    fc.tuple(tie('number'), knots(1), fc.double({ min: -2, max: 2, noNaN: true })).map(([input, xs, y]) =>
      interpolate(
        input,
        xs,
        xs.map((_, i) => y * i),
      ),
    ),
    fc.tuple(tie('number'), knots(0)).map(([input, edges]) => bucket(input, edges)),
  ),
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<ExprNode>(caseColumns[2], caseColumns[3]),
    text.map(value => literal(value)),
    fc.constant(literal(null, 'text')),
    tie('number').map(input =>
      lookup({ input, type: 'text', keys: [0, 1, 2], values: ['', null, 'Zz'], missing: 'm', unknown: 'u' }),
    ),
    tie('text').map(input => call('lower', input)),
    tie('text').map(input => call('words', input)),
    fc.tuple(tie('text'), tie('text')).map(args => call('concat', ...args)),
    fc.tuple(tie('text'), tie('text')).map(args => call('coalesce', ...args)),
    caseNode(tie('boolean'), tie('text')),
  ),
  boolean: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<ExprNode>(caseColumns[4], caseColumns[5]),
    fc.boolean().map(value => literal(value)),
    ...comparisons.map(op => fc.tuple(tie('number'), tie('number')).map(args => call(op, ...args))),
    ...comparisons.map(op => fc.tuple(tie('text'), tie('text')).map(args => call(op, ...args))),
    ...comparisons.map(op => fc.tuple(tie('timestamp'), tie('timestamp')).map(args => call(op, ...args))),
    fc.tuple(tie('boolean'), tie('boolean')).map(args => call('equal', ...args)),
    fc.tuple(tie('boolean'), tie('boolean'), tie('boolean')).map(args => call('and', ...args)),
    fc.tuple(tie('boolean'), tie('boolean')).map(args => call('coalesce', ...args)),
    caseNode(tie('boolean'), tie('boolean')),
    fc.tuple(tie('boolean'), tie('boolean')).map(args => call('and', ...args)),
    fc.tuple(tie('boolean'), tie('boolean')).map(args => call('or', ...args)),
    tie('boolean').map(input => call('not', input)),
    fc
      .oneof(tie('number'), tie('text'), tie('timestamp'), tie('boolean'))
      .map(input => call('isMissing', input)),
  ),
  timestamp: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<ExprNode>(caseColumns[6], caseColumns[7]),
    micros.map(value => literal(value, 'timestamp')),
    fc.tuple(tie('timestamp'), tie('timestamp')).map(args => call('coalesce', ...args)),
    caseNode(tie('boolean'), tie('timestamp')),
  ),
}))

/**
 * Expressions with one operation that engines compute differently in the last bits, over exact ones and under what
 * does not make the difference larger.
 */
export const inexactExpressions: fc.Arbitrary<ExprNode> = fc
  .tuple(
    fc.constantFrom<Op>('exp', 'ln', 'log1p', 'sigmoid'),
    exactExpressions.number,
    exactExpressions.boolean,
    fc.constantFrom('plain', 'negate', 'coalesce', 'case'),
  )
  .map(([op, input, condition, around]) => {
    const inner = call(op, input)
    if (around === 'negate') return call('negate', inner)
    if (around === 'coalesce') return call('coalesce', inner, literal(0.25))
    return around === 'case' ? caseOf([{ when: condition, then: inner }], literal(null, 'number')) : inner
  })

/** Any expression of the four types. */
export const anyExact: fc.Arbitrary<ExprNode> = fc.oneof(
  { weight: 3, arbitrary: exactExpressions.number },
  exactExpressions.boolean,
  exactExpressions.text,
  exactExpressions.timestamp,
)

function caseNode(condition: fc.Arbitrary<ExprNode>, value: fc.Arbitrary<ExprNode>): fc.Arbitrary<ExprNode> {
  const branch = fc.record({ when: condition, then: value })
  return fc
    .tuple(fc.array(branch, { maxLength: 2 }), value)
    .map(([branches, otherwise]) => caseOf(branches, otherwise))
}

// Pieces so steep that a double overflows are refused, so knots keep a distance.
function knots(minLength: number): fc.Arbitrary<readonly number[]> {
  const knot = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.double({ min: -1e3, max: 1e3, noNaN: true }).map(x => Math.round(x * 1e6) / 1e6 + 0),
  )
  return fc
    .uniqueArray(knot, { minLength, maxLength: 20, comparator: (a, b) => a === b })
    .map(list => list.toSorted((a, b) => a - b))
}
