import {
  call,
  caseOf,
  column,
  compileBest,
  forest,
  literal,
  lookup,
  bucket,
  interpolate,
  onGrid,
  sumOf,
  type ExprNode,
  type Value,
} from '@sluice/expr'
import { expect, test } from 'vitest'
import { foreignFile, foreignGolden } from '../../../../../test/golden/foreign.ts'
import { boundOutputs } from '../../model/bind-inputs.ts'
import { importModel } from '../../model/import-model.ts'
import { rawFeatures } from '../../testing/foreign-scores.ts'
import { onnxModel } from '../onnx-model.ts'
import { checkExport } from './check-export.ts'
import { exportOnnx } from './export-onnx.ts'

type Row = Readonly<Record<string, Value>>

const [x, y, t, b] = [
  column('x', 'number'),
  column('y', 'number'),
  column('t', 'text'),
  column('b', 'boolean'),
]
const at = column('at', 'timestamp')
const numbers = [0, 1, -1, 0.5, 2, 3, 1e-12, -1e-300, 1e300, 7.25, null, Number.MIN_VALUE]
const rows: readonly Row[] = numbers.flatMap((value, i) =>
  numbers.map((other, k): Row => ({
    x: value,
    y: other,
    t: [null, 'red', 'ünï', 'else'][(i + k) % 4] as Value,
    b: [true, false, null][(i + k) % 3] as Value,
    at: i % 5 === 0 ? null : 1.7e15 + 1e11 * k,
  })),
)
const toNumber = (node: ExprNode) => call('toNumber', node)
const trees = forest(
  [
    x,
    y,
    lookup({ input: t, type: 'number', keys: ['red', 'ünï'], values: [0, 40], missing: null, unknown: 2 }),
  ],
  onGrid({
    base: 0.125,
    roots: [0, 2, -6],
    feature: [0, 1, 2, 0],
    threshold: [0.5, 2, 0, 7.25],
    flags: [1, 0, 3, 0],
    left: [1, -1, -4, -5],
    right: [-2, -3, 3, -7],
    leaves: [0.1, -0.2, 0.3, 0.7, -1.1, 5, 1 / 3],
    sets: [[0, 40]],
  }),
)

const cases: readonly (readonly [string, ExprNode])[] = [
  ['sums and products', call('add', call('multiply', x, literal(0.1)), call('subtract', y, literal(3)))],
  ['division, missing by zero', call('divide', x, y)],
  [
    'roots, rounding, signs',
    sumOf([call('sqrt', x), call('floor', y), call('ceil', y), call('abs', x), call('negate', y)]),
  ],
  ['exp', call('exp', call('smallest', x, literal(700)))],
  [
    'ln and log1p',
    call('add', call('ln', call('abs', x)), call('log1p', call('smallest', y, literal(1e10)))),
  ],
  ['sigmoid, of small probabilities too', call('sigmoid', call('subtract', x, literal(40)))],
  ['smallest and largest', call('smallest', call('largest', x, y), literal(2), y)],
  ['coalesce', call('coalesce', x, y, literal(9))],
  [
    'comparisons',
    sumOf(
      (['less', 'lessOrEqual', 'greater', 'greaterOrEqual', 'equal', 'notEqual'] as const).map((op, i) =>
        call('multiply', call('coalesce', toNumber(call(op, x, y)), literal(0.5)), literal(2 ** i)),
      ),
    ),
  ],
  [
    'logic of three values',
    call('coalesce', toNumber(call('or', call('and', b, call('less', x, y)), call('not', b))), literal(5)),
  ],
  [
    'booleans that are equal',
    call('coalesce', toNumber(call('notEqual', b, call('less', x, y))), literal(5)),
  ],
  [
    'is missing',
    call('add', toNumber(call('isMissing', x)), call('multiply', literal(2), toNumber(call('isMissing', t)))),
  ],
  [
    'case',
    caseOf(
      [
        { when: call('less', x, literal(1)), then: y },
        { when: b, then: literal(4) },
      ],
      literal(null, 'number'),
    ),
  ],
  ['equal texts', toNumber(call('equal', t, literal('ünï')))],
  [
    'lookup of texts',
    lookup({ input: t, type: 'number', keys: ['red', 'ünï'], values: [0.3, null], missing: 7, unknown: -1 }),
  ],
  [
    'lookup of numbers',
    lookup({
      input: x,
      type: 'number',
      keys: [0, 1, 7.25],
      values: [0.1, 0.2, 0.3],
      missing: 7,
      unknown: null,
    }),
  ],
  [
    'lookup of booleans',
    lookup({ input: b, type: 'number', keys: [true], values: [0.1], missing: 7, unknown: 3 }),
  ],
  [
    'lookup of a lookup',
    lookup({
      input: lookup({ input: t, type: 'text', keys: ['red'], values: ['a'], missing: 'm', unknown: null }),
      type: 'number',
      keys: ['a', 'm'],
      values: [1, 2],
      missing: 3,
      unknown: 4,
    }),
  ],
  ['bucket', bucket(x, [-1, 0, 0.5, 2])],
  ['interpolate', interpolate(x, [-1, 0, 0.5, 2], [0.3, 0.1, 7, -2])],
  ['days between', call('daysBetween', at, literal(1.8e15, 'timestamp'))],
  ['trees', trees],
]

test.each(cases)('%s: onnxruntime says the same', async (_, margin) => {
  const expressions = {
    margin,
    probability: call('multiply', margin, literal(0.5)),
    decision: literal(null, 'boolean'),
  }
  const bytes = exportOnnx({ name: 'case', expressions })
  expect(await checkExport(bytes, { expressions, selfTest: { rows, expected: [] } })).toEqual([])
})

test.each([
  ['lightgbm-binary', 'lightgbm', 'txt'],
  ['lightgbm-zero-missing', 'lightgbm', 'txt'],
  ['xgboost-regression', 'xgboost', 'json'],
] as const)(
  '%s: an imported model goes out as ONNX with every bit of its margin',
  async (name, format, ending) => {
    const golden = foreignGolden(name)
    const model = importModel(foreignFile(`${name}.${ending}`), format)
    const [margin] = boundOutputs(model, { features: rawFeatures(golden.rows) }) as [ExprNode]
    const expressions = { margin, probability: margin, decision: literal(null, 'boolean') }
    const bytes = exportOnnx({ name, expressions })
    expect(await checkExport(bytes, { expressions, selfTest: { rows: golden.rows, expected: [] } })).toEqual(
      [],
    )
  },
)

test('a difference is told with its row', async () => {
  const expressions = { margin: x, probability: x, decision: literal(null, 'boolean') }
  const bytes = exportOnnx({
    name: 'other',
    expressions: { ...expressions, margin: call('add', x, literal(1)) },
  })
  const differences = await checkExport(bytes, { expressions, selfTest: { rows: [{ x: 2 }], expected: [] } })
  expect(differences).toEqual([{ row: 0, output: 'margin', exported: 3, expected: 2 }])
})

test('every part without an operator is listed', () => {
  const margin = call('add', call('year', at), call('length', call('lower', t)))
  const expressions = { margin, probability: literal(1), decision: literal(null, 'boolean') }
  expect(() => exportOnnx({ name: 'no', expressions })).toThrow(
    /over at: year: .*\n.*over t: lower: .*\n.*probability: a constant/,
  )
})

test('an export is read back as the same model', () => {
  const margin = forest([x, y, call('coalesce', y, literal(40))], trees.forest)
  const expressions = { margin, probability: margin, decision: literal(null, 'boolean') }
  const model = onnxModel(exportOnnx({ name: 'back', expressions }), { output: 'margin' })
  expect(model.inputs.map(({ name }) => name)).toEqual(['x', 'y'])
  const [back] = boundOutputs(model, { features: rawFeatures([{ x: 1, y: 1 }]) }) as [ExprNode]
  const { row } = compileBest({ back, margin })
  for (const values of rows) {
    const { back: found, margin: wanted } = row(values)
    expect(found).toBe(wanted)
  }
})

test('an empty text is a missing one to an exported model, and no difference', async () => {
  const margin = lookup({ input: t, type: 'number', keys: ['red'], values: [1], missing: 2, unknown: 3 })
  const expressions = { margin, probability: call('sigmoid', margin), decision: literal(true) }
  const texts = ['', null, 'red', 'else'].map(value => ({ t: value }))
  expect(
    await checkExport(exportOnnx({ name: 'empty', expressions }), {
      expressions,
      selfTest: { rows: texts, expected: [] },
    }),
  ).toEqual([])
})
