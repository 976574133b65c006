import { bucket, call, caseOf, column, forest, interpolate, literal, lookup } from '../node/build.ts'
import { CATEGORY, MISSING_LEFT } from '../node/forest.ts'
import type { ExprNode, Value } from '../node/node.ts'
import type { CaseRow } from './cell.ts'

/** What an expression gives for a row of {@link caseColumns}; columns that are not named are missing. */
export type Fact = readonly [name: string, node: ExprNode, row: CaseRow, expected: Value]

const [n1, n2] = [column('n1', 'number'), column('n2', 'number')]
const [t1, t2] = [column('t1', 'text'), column('t2', 'text')]
const [b1, b2] = [column('b1', 'boolean'), column('b2', 'boolean')]
const [s1, s2] = [column('s1', 'timestamp'), column('s2', 'timestamp')]
const half = literal(0.5)
const at = (iso: string) => Date.parse(iso) * 1000
const line = interpolate(n1, [0, 1, 3], [10, 20, 0])
const bins = bucket(n1, [-1, 0, 2.5])
const names = lookup({
  input: t1,
  type: 'number',
  keys: ['a', 'b'],
  values: [1, null],
  missing: -1,
  unknown: 9,
})
const clip = call('largest', call('smallest', n1, literal(3)), literal(-3))
const signs = caseOf(
  [
    { when: call('less', n1, literal(0)), then: literal('minus') },
    { when: call('greater', n1, literal(0)), then: literal('plus') },
  ],
  literal('none'),
)

/** Facts of arithmetic: what is missing, what is infinite, and that no engine raises. */
const arithmetic: readonly Fact[] = [
  ['6 / 3', call('divide', n1, n2), { n1: 6, n2: 3 }, 2],
  ['6 / 0 is missing', call('divide', n1, n2), { n1: 6, n2: 0 }, null],
  ['6 / -0 is missing', call('divide', n1, n2), { n1: 6, n2: -0 }, null],
  ['missing + 1 is missing', call('add', n1, literal(1)), { n1: null }, null],
  ['NaN + 1 is missing', call('add', n1, literal(1)), { n1: Number.NaN }, null],
  ['∞ - ∞ is missing', call('subtract', n1, n1), { n1: Infinity }, null],
  ['∞ - ∞ is missing to a comparison', call('isMissing', call('subtract', n1, n1)), { n1: Infinity }, true],
  ['a sum overflows to ∞', call('add', n1, n1), { n1: 1e308 }, Infinity],
  ['a difference overflows to -∞', call('subtract', n1, n2), { n1: -1e308, n2: 1e308 }, -Infinity],
  [
    'the largest sum does not overflow',
    call('add', n1, n2),
    { n1: Number.MAX_VALUE, n2: 5e-324 },
    Number.MAX_VALUE,
  ],
  ['a product overflows to -∞', call('multiply', n1, n2), { n1: -(2 ** 512), n2: 2 ** 512 }, -Infinity],
  ['a product just below does not', call('multiply', n1, n2), { n1: 2 ** 511, n2: 2 ** 512 }, 2 ** 1023],
  ['a product underflows to -0', call('multiply', n1, n2), { n1: -5e-324, n2: 0.5 }, -0],
  ['exactly half of the smallest double is 0', call('multiply', n1, n2), { n1: 2 ** -537, n2: 2 ** -538 }, 0],
  [
    'a little more than half is not',
    call('multiply', n1, n2),
    { n1: 0.5 + 2 ** -53, n2: 2 ** -1074 },
    5e-324,
  ],
  [
    'more than half by less than a rounding is not 0',
    call('multiply', n1, n2),
    { n1: 2 ** -537 * (1 + 2 ** -27), n2: 2 ** -538 * (1 - 2 ** -27 + 2 ** -53) },
    5e-324,
  ],
  [
    'less than half by less than a rounding is 0',
    call('multiply', n1, n2),
    { n1: 2 ** -537 * (1 + 2 ** -27), n2: 2 ** -538 * (1 - 2 ** -27) },
    0,
  ],
  ['a quotient overflows to ∞', call('divide', n1, n2), { n1: 1e300, n2: 1e-300 }, Infinity],
  ['a quotient of small numbers does not', call('divide', n1, n2), { n1: 5e-324, n2: 1e-323 }, 0.5],
  ['a quotient underflows to 0', call('divide', n1, n2), { n1: 5e-324, n2: 1e300 }, 0],
  ['a quotient underflows to -0', call('divide', n1, n2), { n1: 5e-324, n2: -4 }, -0],
  ['abs(-0) is 0', call('abs', n1), { n1: -0 }, 0],
  ['-(0) is -0', call('negate', n1), { n1: 0 }, -0],
  ['ceil(-0.5) is -0', call('ceil', n1), { n1: -0.5 }, -0],
  ['floor(-0.5) is -1', call('floor', n1), { n1: -0.5 }, -1],
  ['sqrt of a negative number is missing', call('sqrt', n1), { n1: -1 }, null],
  ['ln(0) is missing', call('ln', n1), { n1: 0 }, null],
  ['ln(-1) is missing', call('ln', n1), { n1: -1 }, null],
  ['log1p(-1) is missing', call('log1p', n1), { n1: -1 }, null],
  ['log1p of a small number is it', call('log1p', n1), { n1: 1e-300 }, 1e-300],
  ['exp overflows to ∞', call('exp', n1), { n1: 710 }, Infinity],
  ['exp underflows to 0', call('exp', n1), { n1: -746 }, 0],
  ['sigmoid(0)', call('sigmoid', n1), { n1: 0 }, 0.5],
  ['sigmoid(-∞) is 0', call('sigmoid', n1), { n1: -Infinity }, 0],
  ['sigmoid(∞) is 1', call('sigmoid', n1), { n1: Infinity }, 1],
  ['a clip keeps what is missing', clip, { n1: null }, null],
  ['a clip has two ends', clip, { n1: -7 }, -3],
  ['the first of equal extremes', call('smallest', n1, n2), { n1: 0, n2: -0 }, 0],
  [
    'a constant keeps its bits',
    call('add', n1, literal(0.41809884672577885)),
    { n1: 0 },
    0.41809884672577885,
  ],
]

/** Facts of logic, text and dates. */
const others: readonly Fact[] = [
  ['comparison with missing is missing', call('less', n1, half), { n1: null }, null],
  ['comparison with NaN is missing', call('greater', n1, half), { n1: Number.NaN }, null],
  ['-0 equals 0', call('equal', n1, n2), { n1: 0, n2: -0 }, true],
  ['missing and false is false', call('and', b1, b2), { b2: false }, false],
  ['missing and true is missing', call('and', b1, b2), { b2: true }, null],
  ['missing or true is true', call('or', b1, b2), { b2: true }, true],
  ['not missing is missing', call('not', b1), {}, null],
  ['NaN is missing', call('isMissing', n1), { n1: Number.NaN }, true],
  ['coalesce passes over NaN', call('coalesce', n1, half), { n1: Number.NaN }, 0.5],
  ['a missing condition is not true', signs, { n1: null }, 'none'],
  ['the first true condition wins', signs, { n1: -1 }, 'minus'],
  ['true is 1', call('toNumber', b1), { b1: true }, 1],
  ['text is ordered by code point', call('less', t1, t2), { t1: '\uFF21', t2: '\u{1F600}' }, true],
  ['a prefix comes first', call('less', t1, t2), { t1: 'a', t2: 'ab' }, true],
  ['capitals come first', call('less', t1, t2), { t1: 'Z', t2: 'a' }, true],
  ['lower is for A to Z only', call('lower', t1), { t1: 'ÄBC İ' }, 'Äbc İ'],
  ['length counts code points', call('length', t1), { t1: '\u{1F600}é' }, 2],
  ['words are parted and lower', call('words', t1), { t1: "Don't, STOP–a b2!" }, '  don  stop  b2  '],
  ['letters have a lower case up to Cyrillic', call('words', t1), { t1: 'ÉŽΣЖ ßœ_1' }, '  éžσж  ßœ_1  '],
  ['pictures and marks part words', call('words', t1), { t1: 'ab\u{1F600}cd e\u0301fg' }, '  ab  cd  fg  '],
  ['no words', call('words', t1), { t1: ' a ' }, '  '],
  ['words of what is missing are missing', call('words', t1), {}, null],
  ['occurrences are side by side', call('occurrences', t1, literal('aa')), { t1: 'aaaaa' }, 2],
  ['occurrences of a text in itself', call('occurrences', t1, t2), { t1: '\u{1F600}é', t2: '\u{1F600}é' }, 1],
  ['no occurrence', call('occurrences', t1, t2), { t1: '', t2: 'a' }, 0],
  ['occurrences of nothing are missing', call('occurrences', t1, t2), { t1: 'a', t2: '' }, null],
  ['a hash is the start of MD5', call('hash', t1), { t1: 'a' }, 214_005_177],
  ['a hash of the empty text', call('hash', t1), { t1: '' }, 0xd41d8cd9],
  ['a hash of UTF-8', call('hash', t1), { t1: 'é' }, 0x66ddcd97],
  ['a hash of what is missing is missing', call('hash', t1), {}, null],
  ['concat with missing is missing', call('concat', t1, t2), { t1: 'a' }, null],
  ['text constants are quoted', call('concat', t1, literal(`'"\\%{0};--`)), { t1: '' }, `'"\\%{0};--`],
  ['a lookup', names, { t1: 'a' }, 1],
  ['a lookup of a key without a value', names, { t1: 'b' }, null],
  ['a lookup of what is missing', names, {}, -1],
  ['a lookup of another key', names, { t1: 'A' }, 9],
  ['a bin holds its lower edge', bins, { n1: 0 }, 2],
  ['below the first edge is bin 0', bins, { n1: -Infinity }, 0],
  ['above the last edge is the last bin', bins, { n1: Infinity }, 3],
  ['missing has no bin', bins, {}, null],
  ['between knots', line, { n1: 0.5 }, 15],
  ['at a knot', line, { n1: 1 }, 20],
  ['before the first knot', line, { n1: -Infinity }, 10],
  ['after the last knot', line, { n1: Infinity }, 0],
  ['missing has no value on a line', line, { n1: Number.NaN }, null],
  ['year', call('year', s1), { s1: at('2023-12-31T23:59:59.999Z') }, 2023],
  ['day of a leap year', call('dayOfYear', s1), { s1: at('2024-12-31T00:00:00Z') }, 366],
  ['Monday is 1', call('dayOfWeek', s1), { s1: at('2024-01-01T00:00:00Z') }, 1],
  ['Sunday is 7', call('dayOfWeek', s1), { s1: at('1969-12-28T12:00:00Z') }, 7],
  ['hours before 1970', call('hour', s1), { s1: -1 }, 23],
  ['minutes before 1970', call('minute', s1), { s1: -1 }, 59],
  ['29 February', call('dayOfMonth', s1), { s1: at('2000-02-29T23:00:00Z') }, 29],
  ['the month of an infinite timestamp is missing', call('month', s1), { s1: Infinity }, null],
  [
    'days have fractions',
    call('daysBetween', s1, s2),
    { s1: at('2024-01-01'), s2: at('2024-01-02T12:00:00Z') },
    1.5,
  ],
  ['days to an infinite timestamp are missing', call('daysBetween', s1, s2), { s1: 0, s2: Infinity }, null],
  [
    'timestamps are exact to the microsecond',
    call('coalesce', s2, s1),
    { s1: -1_561_085_825_324_323 },
    -1_561_085_825_324_323,
  ],
]

/** Two trees: n1 at most 1.5, missing to the left; n2 in {0, 3}, missing to the right. */
const trees = forest([n1, n2], {
  base: 0.5,
  roots: [0, 1],
  feature: [0, 1],
  threshold: [1.5, 0],
  flags: [MISSING_LEFT, CATEGORY],
  left: [-1, -3],
  right: [-2, -4],
  leaves: [1, 2, 10, 20],
  sets: [[0, 3]],
})
const single = forest([], {
  base: 0.5,
  roots: [-1],
  feature: [],
  threshold: [],
  flags: [],
  left: [],
  right: [],
  leaves: [2],
  sets: [],
})

/** Facts of forests. */
const ofForests: readonly Fact[] = [
  ['at most the threshold is left, a set too', trees, { n1: 1.5, n2: 3 }, 11.5],
  ['above the threshold and outside the set is right', trees, { n1: 1.5000000000000002, n2: 1 }, 22.5],
  ['missing values follow the flags', trees, {}, 21.5],
  ['NaN is missing to a forest', trees, { n1: Number.NaN, n2: Number.NaN }, 21.5],
  ['infinities are compared', trees, { n1: -Infinity, n2: Infinity }, 21.5],
  ['-0 is category 0', trees, { n1: Infinity, n2: -0 }, 12.5],
  ['a fraction is no category', trees, { n1: 0, n2: 0.5 }, 21.5],
  ['a forest is never missing', call('isMissing', trees), {}, false],
  ['a tree may be a leaf', single, {}, 2.5],
]

/** Facts that every engine must reproduce. */
export const facts: readonly Fact[] = [...arithmetic, ...others, ...ofForests]
