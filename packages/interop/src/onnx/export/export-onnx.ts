import { childrenOf, columnsOf, type ColumnNode, type ExprNode } from '@sluice/expr'
import type { ModelArtifact } from '@sluice/core'
import { ModelUnsupported, type UnsupportedPart } from '../../errors/model-unsupported.ts'
import { encodeOnnx } from '../onnx-file.ts'
import { exportCall, NoOperator } from './export-calls.ts'
import { treeEnsemble } from './export-forest.ts'
import { constantOf, exportBucket, exportInterpolate, exportLookup } from './export-tables.ts'
import {
  chosen,
  isMissing,
  type ExportedBoolean,
  type ExportedNumber,
  type ExportedValue,
} from './exported-value.ts'
import { columnInfo, element, newGraph, type GraphDraft } from './graph-draft.ts'

/** What of an artifact is exported. */
export type Exported = Pick<ModelArtifact, 'name' | 'expressions'>

/**
 * A fitted pipeline as an ONNX model (opset 21, ai.onnx.ml 5): preparation, model and calibration. Inputs are the raw
 * columns, each `[N, 1]`: texts as strings, all others as doubles (booleans 0 and 1, instants in microseconds since
 * 1970). A missing number is NaN, a missing text is empty. Outputs are `margin` and `probability`, doubles.
 *
 * @throws ModelUnsupported listing every part of the expressions without an operator.
 */
export function exportOnnx({ name, expressions }: Exported): Uint8Array {
  const { margin, probability } = expressions
  const graph = newGraph()
  const columns = columnsOf(margin, probability)
  const { exported, parts } = exporter(graph, columns)
  const outputs = { margin, probability }
  for (const [output, expr] of Object.entries(outputs)) {
    const value = exported(expr)
    if (value === undefined) continue
    if (columnsOf(expr).length === 0) {
      parts.push({ where: output, what: 'a constant', why: 'it depends on no column' })
    }
    graph.name((value as ExportedNumber).name, output)
  }
  if (parts.length > 0) {
    throw new ModelUnsupported({
      format: 'onnx',
      parts,
      instead: 'Score with Sluice, or prepare these features in SQL and leave the rest to the export.',
    })
  }
  return encodeOnnx(
    graph.finish({
      name,
      inputs: columns.map(column =>
        columnInfo(column.name, column.type === 'text' ? element.text : element.double),
      ),
      outputs: Object.keys(outputs).map(output => columnInfo(output, element.double)),
    }),
  )
}

function exporter(graph: GraphDraft, columns: readonly ColumnNode[]) {
  const parts: UnsupportedPart[] = []
  const done = new Map<ExprNode, ExportedValue | undefined>()
  const inputs = new Map(columns.map(column => [column.name, inputOf(graph, column)] as const))
  const exported = (node: ExprNode): ExportedValue | undefined => {
    if (done.has(node)) return done.get(node)
    const children = childrenOf(node).map(exported)
    const whole = children.filter(child => child !== undefined)
    let value: ExportedValue | undefined
    try {
      if (whole.length === children.length) value = exportNode(graph, node, whole, inputs)
    } catch (error) {
      if (!(error instanceof NoOperator)) throw error
      parts.push({ where: whereOf(node), what: whatOf(node), why: error.message })
    }
    done.set(node, value)
    return value
  }
  return { exported, parts }
}

function inputOf(graph: GraphDraft, { name, type }: ColumnNode): ExportedValue {
  if (type === 'text') return { kind: 'text', name }
  if (type !== 'boolean') return { kind: 'number', name }
  const is = (value: number) => graph.node('Equal', [name, graph.doubles([value], [1, 1])])
  return { kind: 'boolean', yes: is(1), no: is(0) }
}

function exportNode(
  graph: GraphDraft,
  node: ExprNode,
  children: readonly ExportedValue[],
  inputs: ReadonlyMap<string, ExportedValue>,
): ExportedValue {
  const [first] = children as readonly [ExportedValue]
  switch (node.kind) {
    case 'column':
      return inputs.get(node.name) as ExportedValue
    case 'literal':
      return constantOf(graph, node.value, node.type)
    case 'call':
      return exportCall(graph, node, children)
    case 'case':
      return exportCase(graph, children)
    case 'lookup':
      return exportLookup(graph, node, first)
    case 'bucket':
      return exportBucket(graph, node, first as ExportedNumber)
    case 'interpolate':
      return exportInterpolate(graph, node, first as ExportedNumber)
    case 'forest':
      return exportForest(graph, node, children as readonly ExportedNumber[], inputs)
  }
}

/** Branches from the last to the first: condition, value, condition, value, …, otherwise. */
function exportCase(graph: GraphDraft, children: readonly ExportedValue[]): ExportedValue {
  let value = children.at(-1) as ExportedValue
  for (let i = children.length - 3; i >= 0; i -= 2) {
    const { yes } = children[i] as ExportedBoolean
    value = chosen(graph, yes, children[i + 1] as ExportedValue, value)
  }
  return value
}

function exportForest(
  graph: GraphDraft,
  { forest, inputs: nodes }: Extract<ExprNode, { kind: 'forest' }>,
  children: readonly ExportedNumber[],
  inputs: ReadonlyMap<string, ExportedValue>,
): ExportedNumber {
  const anyInput = [...inputs.values()][0]
  if (anyInput === undefined) throw new NoOperator('trees that read no column')
  const perRow = children.map((child, i) => {
    if (columnsOf(nodes[i] as ExprNode).length > 0) return child.name
    // A constant is given as many rows as an input has.
    return graph.node('Where', [isMissing(graph, anyInput), child.name, child.name])
  })
  const row = graph.node('Concat', perRow, [
    { name: 'axis', type: 2, i: 1, floats: [], ints: [], strings: [] },
  ])
  const sum = graph.node('TreeEnsemble', [row], treeEnsemble(forest), 'ai.onnx.ml')
  const base = graph.doubles([forest.base], [1, 1])
  return { kind: 'number', name: graph.node('Add', [sum, base]) }
}

function whereOf(node: ExprNode): string {
  const columns = columnsOf(node).map(({ name }) => name)
  return columns.length === 0 ? 'a constant' : `over ${columns.slice(0, 5).join(', ')}`
}

function whatOf(node: ExprNode): string {
  return node.kind === 'call' ? node.op : node.kind
}
