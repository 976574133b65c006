import { interpretJs, type ExprNode, type Value } from '@sluice/expr'
import { boundOutputs, importModel, type ImportedModel } from '@sluice/interop'
import { treeShap } from '@sluice/trees'
import { expect, test } from 'vitest'
import { foreignFile, foreignGolden } from '../golden/foreign.ts'

const features = (model: ImportedModel) =>
  model.inputs.map(input => {
    const isText = input.kind === 'category' && typeof input.categories?.[0] === 'string'
    const type = isText ? ('text' as const) : ('number' as const)
    return {
      kind: 'value' as const,
      name: input.name,
      expr: { kind: 'column' as const, name: input.name, type },
    }
  })

test.each(['lightgbm-binary', 'lightgbm-regression'])(
  '%s: shares of the margin by the covers of the file are the SHAP values of LightGBM',
  name => {
    const golden = foreignGolden(name)
    const model = importModel(foreignFile(`${name}.txt`), 'lightgbm')
    const [output] = model.outputs
    if (output?.kind !== 'forest' || output.cover === undefined) throw new TypeError('no forest')
    const names = output.inputs.map(input => (input.kind === 'column' ? input.name : ''))
    const places = names.map(each => model.inputs.findIndex(input => input.name === each))
    const { inputs } = boundInputs(model, output.inputs)
    golden.rows.forEach((row, i) => {
      const { base, values } = treeShap(
        output.forest,
        output.cover as NonNullable<typeof output.cover>,
        inputs(row),
      )
      const wanted = golden.contributions?.[i] ?? []
      expect(base).toBeCloseTo(wanted.at(-1) as number, 10)
      places.forEach((place, k) => expect(values[k]).toBeCloseTo(wanted[place] as number, 10))
    })
  },
)

/** The values that a row gives the inputs of a forest. */
function boundInputs(model: ImportedModel, inputs: readonly ExprNode[]) {
  const outputs = inputs.map(expr => ({ kind: 'expression' as const, expr }))
  const bound = boundOutputs({ ...model, outputs }, { features: features(model) })
  const { row } = interpretJs(Object.fromEntries(bound.map((expr, i) => [`i${i}`, expr])))
  return {
    inputs: (values: Readonly<Record<string, Value>>) => {
      const result = row(values)
      return bound.map((_, i) => result[`i${i}`] as number | null)
    },
  }
}

test.each([
  ['lightgbm-multiclass.txt', 'lightgbm'],
  ['xgboost-binary.json', 'xgboost'],
  ['onnx-logistic.onnx', 'onnx'],
] as const)('%s: the model is plain data that JSON holds', (file, format) => {
  const model = importModel(foreignFile(file), format)
  expect(JSON.parse(JSON.stringify(model))).toEqual(model)
})
