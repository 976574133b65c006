import type { BucketNode, InterpolateNode, LookupNode, Value } from '@sluice/expr'
import { NoOperator } from './export-calls.ts'
import {
  chosen,
  constantNumber,
  isMissing,
  type ExportedBoolean,
  type ExportedNumber,
  type ExportedValue,
} from './exported-value.ts'
import { attribute, element, type GraphDraft } from './graph-draft.ts'

/** A finite map: the position of the key, then the value at that position of a constant. */
export function exportLookup(graph: GraphDraft, node: LookupNode, input: ExportedValue): ExportedValue {
  const { keys, values, missing, unknown } = node
  if (input.kind === 'boolean') return ofBoolean(graph, node, input)
  // Positions: 0 for unknown ones, then the keys, then missing.
  const table = [unknown, ...values, missing]
  if (input.kind === 'text') {
    if (keys.includes('')) {
      throw new NoOperator('a key is the empty text, which stands for a missing one in ONNX')
    }
    const position = graph.node(
      'LabelEncoder',
      [input.name],
      [
        attribute.texts('keys_strings', ['', ...keys.map(String)]),
        attribute.integers('values_int64s', [keys.length + 1, ...keys.map((_, i) => i + 1)]),
        attribute.integer('default_int64', 0),
      ],
      'ai.onnx.ml',
    )
    return picked(graph, position, table, node)
  }
  const wanted = graph.doubles(keys as readonly number[], [1, keys.length])
  const places = graph.doubles(
    keys.map((_, i) => i + 1),
    [keys.length, 1],
  )
  const found = asDouble(graph, graph.node('Equal', [input.name, wanted]))
  const place = graph.node('MatMul', [found, places])
  const orMissing = graph.node('Where', [
    isMissing(graph, input),
    graph.doubles([keys.length + 1], [1, 1]),
    place,
  ])
  return picked(graph, asInteger(graph, orMissing), table, node)
}

function ofBoolean(
  graph: GraphDraft,
  { keys, values, missing, unknown, type }: LookupNode,
  input: ExportedBoolean,
): ExportedValue {
  const valueOf = (key: boolean) => {
    const at = keys.indexOf(key)
    return at < 0 ? unknown : (values[at] ?? null)
  }
  const [yes, no, none] = [valueOf(true), valueOf(false), missing].map(value =>
    constantOf(graph, value, type),
  ) as [ExportedValue, ExportedValue, ExportedValue]
  return chosen(graph, input.yes, yes, chosen(graph, input.no, no, none))
}

/** A constant of a type. */
export function constantOf(graph: GraphDraft, value: Value, type: LookupNode['type']): ExportedValue {
  if (type === 'text') {
    if (value === '') throw new NoOperator('the empty text stands for a missing one in ONNX')
    return { kind: 'text', name: graph.texts([String(value ?? '')], [1, 1]) }
  }
  if (type !== 'boolean') return constantNumber(graph, value as number | null)
  return asBoolean(graph, constantNumber(graph, value === null ? null : Number(value)))
}

function picked(
  graph: GraphDraft,
  position: string,
  table: readonly Value[],
  { type }: LookupNode,
): ExportedValue {
  if (type === 'text') {
    if (table.includes('')) {
      throw new NoOperator('a value is the empty text, which stands for a missing one in ONNX')
    }
    const texts = graph.texts(
      table.map(value => String(value ?? '')),
      [table.length],
    )
    return { kind: 'text', name: graph.node('Gather', [texts, position]) }
  }
  const numbers = graph.doubles(
    table.map(value => (value === null ? Number.NaN : Number(value))),
    [table.length],
  )
  const value: ExportedNumber = { kind: 'number', name: graph.node('Gather', [numbers, position]) }
  return type === 'boolean' ? asBoolean(graph, value) : value
}

function asBoolean(graph: GraphDraft, { name }: ExportedNumber): ExportedBoolean {
  const is = (value: number) => graph.node('Equal', [name, graph.doubles([value], [1, 1])])
  return { kind: 'boolean', yes: is(1), no: is(0) }
}

/** The number of edges at or below the input. */
export function exportBucket(
  graph: GraphDraft,
  { edges }: BucketNode,
  input: ExportedNumber,
): ExportedNumber {
  const count = edges.length === 0 ? graph.doubles([0], [1, 1]) : countOf(graph, edges, input)
  return { kind: 'number', name: orMissing(graph, input, count) }
}

/** Between the knots `slope * (x - x0) + y0`, with the slopes computed once. */
export function exportInterpolate(
  graph: GraphDraft,
  { xs, ys }: InterpolateNode,
  input: ExportedNumber,
): ExportedNumber {
  const [first, last] = [xs[0] as number, xs.at(-1) as number]
  const clamp = (x: string, opType: string, limit: number) => {
    const bound = graph.doubles([limit], [1, 1])
    return graph.node('Where', [graph.node(opType, [x, bound]), bound, x])
  }
  const x = clamp(clamp(input.name, 'Less', first), 'Greater', last)
  // From 1 for the first knot; a missing input has 0, and is missing in the end whatever is found there.
  const knot = asInteger(graph, countOf(graph, xs, { kind: 'number', name: x }))
  const pick = (values: readonly number[]) =>
    graph.node('Gather', [graph.doubles([values[0] as number, ...values], [values.length + 1]), knot])
  const slopes = xs.map((x0, i) => {
    const [x1, y0, y1] = [xs[i + 1], ys[i] as number, ys[i + 1]]
    return x1 === undefined || y1 === undefined ? 0 : (y1 - y0) / (x1 - x0)
  })
  const rise = graph.node('Mul', [pick(slopes), graph.node('Sub', [x, pick(xs)])])
  return { kind: 'number', name: graph.node('Add', [rise, pick(ys)]) }
}

function countOf(graph: GraphDraft, edges: readonly number[], { name }: ExportedNumber): string {
  const reached = graph.node('GreaterOrEqual', [name, graph.doubles(edges, [1, edges.length])])
  const columns = graph.integers([1], [1])
  return graph.node('ReduceSum', [asDouble(graph, reached), columns], [attribute.integer('keepdims', 1)])
}

function orMissing(graph: GraphDraft, input: ExportedNumber, value: string): string {
  return graph.node('Where', [isMissing(graph, input), graph.doubles([Number.NaN], [1, 1]), value])
}

function asDouble(graph: GraphDraft, name: string): string {
  return graph.node('Cast', [name], [attribute.integer('to', element.double)])
}

function asInteger(graph: GraphDraft, name: string): string {
  return graph.node('Cast', [name], [attribute.integer('to', element.int64)])
}
