import { expect, test } from 'vitest'
import { foreignFile } from '../../../../test/golden/foreign.ts'
import { decodeOnnx, encodeOnnx, type OnnxGraph } from './onnx-file.ts'
import { onnxModel, type OnnxOptions } from './onnx-model.ts'

/** A golden model with its graph changed, read again. */
function edited(name: string, change: (graph: OnnxGraph) => OnnxGraph, options?: OnnxOptions) {
  const file = decodeOnnx(foreignFile(`onnx-${name}.onnx`))
  return onnxModel(encodeOnnx({ ...file, graph: change(file.graph as OnnxGraph) }), options)
}

test('an output of one column is a number, or with a task a probability', () => {
  expect(onnxModel(foreignFile('onnx-network.onnx'))).toMatchObject({ task: 'regression', link: 'identity' })
  const binary = onnxModel(foreignFile('onnx-network.onnx'), { task: 'binary' })
  expect(binary).toMatchObject({ task: 'binary', link: 'probability' })
})

test('columns of an input get the names they are given', () => {
  const { inputs } = onnxModel(foreignFile('onnx-network.onnx'), { columns: { X: ['age', 'income'] } })
  expect(inputs.map(({ name }) => name)).toEqual(['age', 'income'])
})

test('scores before they become probabilities are the raw outputs', () => {
  expect(onnxModel(foreignFile('onnx-boosted.onnx'))).toMatchObject({ link: 'logit', classes: [0, 1] })
  expect(onnxModel(foreignFile('onnx-boosted-classes.onnx'))).toMatchObject({
    link: 'softmax',
    classes: [0, 1, 2],
  })
  expect(onnxModel(foreignFile('onnx-forest.onnx'))).toMatchObject({ link: 'probability' })
})

test.each<readonly [string, OnnxOptions, RegExp]>([
  ['an output that is not there', { output: 'Z' }, /the outputs: are Y, not "Z"/],
  ['too few names of columns', { columns: { X: ['a'] } }, /input "X": has 2 columns, but columns names 1/],
  ['a name twice', { columns: { X: ['a', 'a'] } }, /the inputs: have a name twice/],
])('%s is refused', (_, options, message) => {
  expect(() => onnxModel(foreignFile('onnx-network.onnx'), options)).toThrow(message)
})

test('a label is no score', () => {
  expect(() => onnxModel(foreignFile('onnx-double-logistic.onnx'), { output: 'label' })).toThrow(
    /ArgMax: there is no/,
  )
})

test.each<readonly [string, (graph: OnnxGraph) => OnnxGraph, RegExp]>([
  [
    'a value that nothing makes',
    g => ({ ...g, node: g.node.slice(1) }),
    /reads "h", which nothing before it makes/,
  ],
  [
    'a value that two nodes make',
    g => ({ ...g, node: [...g.node, ...g.node.slice(-1)] }),
    /makes "Y", which there is already/,
  ],
  [
    'nodes in another order',
    g => ({ ...g, node: g.node.toReversed() }),
    /which nothing before it makes|no output|makes/,
  ],
  ['a constant twice', g => ({ ...g, initializer: [...g.initializer, ...g.initializer] }), /is there twice/],
  [
    'a constant of another size',
    g => ({ ...g, initializer: g.initializer.map(t => ({ ...t, dims: [7] })) }),
    /values for 7/,
  ],
  [
    'values in another file',
    g => ({ ...g, initializer: g.initializer.map(t => ({ ...t, dataLocation: 1 })) }),
    /in another file/,
  ],
  ['no output', g => ({ ...g, output: [] }), /has no output/],
])('a graph with %s is refused', (_, change, message) => {
  expect(() => edited('network', change)).toThrow(message)
})

test.each<readonly [string, string, string]>([
  ['MatMul', 'Einsum', 'there is no such operation'],
  ['Relu', 'Tanh', 'there is no such operation'],
])('%s replaced by %s is listed', (from, to, why) => {
  const change = (graph: OnnxGraph): OnnxGraph => ({
    ...graph,
    node: graph.node.map(node => (node.opType === from ? { ...node, opType: to } : node)),
  })
  expect(() => edited('network', change)).toThrow(new RegExp(`${to}: ${why}`))
})

const chain = (opType: string, inputs: number, length: number) => (graph: OnnxGraph) => {
  const name = (i: number) => (i === 0 ? 'X' : `n${i}`)
  const [first] = graph.node
  const axis = { name: 'axis', type: 2, i: 1, floats: [], ints: [], strings: [] }
  const node = Array.from({ length }, (_, i) => ({
    ...first,
    opType,
    input: Array.from({ length: inputs }, () => name(i)),
    output: [name(i + 1)],
    attribute: opType === 'Concat' ? [axis] : [],
  }))
  return { ...graph, node, output: graph.output.map(each => ({ ...each, name: name(length) })) }
}

test.each<readonly [string, string, number, number, RegExp]>([
  ['doubles its columns again and again', 'Concat', 2, 60, /Concat: the graph is too large for expressions/],
  ['repeats an input', 'Concat', 3_000, 4, /Concat: the graph is too large for expressions/],
  ['is very deep', 'Relu', 1, 20_000, /Relu: the graph is too deep for an expression/],
])('a small file whose graph %s is refused', (_, opType, inputs, length, message) => {
  expect(() => edited('network', chain(opType, inputs, length))).toThrow(message)
})
