import { column, ExprInvalid, type ExprNode } from '@sluice/expr'
import { sha256 } from '@sluice/core'
import { ModelFileInvalid } from '../errors/model-file-invalid.ts'
import type { ImportedInput, ImportedModel, TextInput } from '../model/imported-model.ts'
import { evaluateGraph, unsupported } from './evaluate-graph.ts'
import { decodeOnnx, type OnnxFile, type OnnxGraph, type OnnxValueInfo } from './onnx-file.ts'
import type { ClassScores, ElementType, OnnxValue, RowValue } from './row-value.ts'
import { constantOf, elementTypes } from './tensor.ts'

/** What a file of ONNX does not tell. */
export interface OnnxOptions {
  /** The output that holds scores; the only one, or of two the second, when absent. */
  readonly output?: string
  /**
   * What the model predicts where its file does not tell: a number, or class 1. An output of ONNX without classes is then
   * its probability, the sum of a custom objective of LightGBM its log-odds.
   */
  readonly task?: 'binary' | 'regression'
  /** Names of the columns of inputs that have several; `X[0]`, `X[1]` … when absent. */
  readonly columns?: Readonly<Record<string, readonly string[]>>
}

/** A wider input is no table of features. */
const widest = 100_000

/**
 * Reads a model of ONNX whose graph works row by row and turns it into expressions. Arithmetic of float32 is done in
 * doubles; trees decide as with float32 inputs.
 *
 * @throws ModelFileInvalid when the file is damaged; ModelUnsupported listing every node without an equivalent.
 */
export function onnxModel(bytes: Uint8Array, options: OnnxOptions = {}): ImportedModel {
  const file = decodeOnnx(bytes)
  const { graph } = file
  if (graph === undefined) return invalid('the file', 'has no graph')
  if (graph.sparseInitializer.length > 0) {
    throw unsupported([{ where: 'the graph', what: 'sparse constants', why: 'they are not supported' }])
  }
  const { values, inputs } = givenValues(graph, options)
  const output = outputName(graph, options)
  const value = evaluated(graph, output, { values, versions: versionsOf(file) })
  const scores = scoresOf(value, output, options)
  return {
    kind: 'imported',
    format: 'onnx',
    inputs,
    outputs: scores.raw.map(expr => ({ kind: 'expression', expr })),
    task: scores.task,
    link: scores.link,
    ...(scores.labels && { classes: scores.labels }),
    digest: sha256(bytes),
  }
}

function evaluated(...args: Parameters<typeof evaluateGraph>): RowValue {
  try {
    return evaluateGraph(...args)
  } catch (cause) {
    // Types of a damaged graph do not fit; our builders say so.
    if (!(cause instanceof ExprInvalid)) throw cause
    return invalid('the graph', `does not fit together (${cause.message})`, cause)
  }
}

function versionsOf({ opsetImport }: OnnxFile): ReadonlyMap<string, number> {
  return new Map(opsetImport.map(({ domain = '', version = 1 }) => [domain, version] as const))
}

function givenValues(graph: OnnxGraph, options: OnnxOptions) {
  const values = new Map<string, OnnxValue>()
  for (const tensor of graph.initializer) {
    const { name = '' } = tensor
    if (values.has(name)) invalid(`constant "${name}"`, 'is there twice')
    values.set(
      name,
      constantOf(tensor, reason => invalid(`constant "${name.slice(0, 60)}"`, reason)),
    )
  }
  const inputs: (ImportedInput | TextInput)[] = []
  for (const info of graph.input) {
    const { name = '' } = info
    // Older models list constants among the inputs.
    if (values.has(name)) continue
    const { element, width } = shapeOf(info)
    const kind = element === 'text' ? 'text' : 'number'
    const columns = columnNames(name, width, options)
    inputs.push(...columns.map(each => ({ name: each, kind }) as const))
    values.set(name, { kind: 'row', element, items: columns.map(each => column(each, kind)) })
  }
  const names = inputs.map(input => input.name)
  if (new Set(names).size !== names.length) invalid('the inputs', 'have a name twice')
  return { values, inputs }
}

function shapeOf({ name = '', type }: OnnxValueInfo): {
  readonly element: ElementType
  readonly width: number
} {
  const { elemType = 0, shape } = type?.tensorType ?? {}
  const element = elementTypes[elemType]
  if (element === undefined || element === 'boolean') {
    throw unsupported([
      { where: `input "${name}"`, what: `element type ${elemType}`, why: 'numbers and texts are read' },
    ])
  }
  const dims = shape?.dim ?? []
  const width = dims.length === 1 ? 1 : (dims[1]?.dimValue ?? 0)
  if (dims.length > 2 || !Number.isSafeInteger(width) || width < 1 || width > widest) {
    throw unsupported([
      {
        where: `input "${name}"`,
        what: `${dims.length} dimensions`,
        why: 'rows of a known number of columns are read',
      },
    ])
  }
  return { element, width }
}

/** The names of the columns of an input. */
export function columnNames(name: string, width: number, { columns = {} }: OnnxOptions): readonly string[] {
  const given = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (given === undefined) {
    return width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name}[${i}]`)
  }
  if (given.length === width) return given
  return invalid(`input "${name}"`, `has ${width} columns, but columns names ${given.length}`)
}

function outputName({ output }: OnnxGraph, options: OnnxOptions): string {
  const names = output.map(({ name = '' }) => name)
  if (options.output !== undefined) {
    return names.includes(options.output)
      ? options.output
      : invalid('the outputs', `are ${names.join(', ') || 'none'}, not "${options.output}"`)
  }
  const [first, second] = names
  if (first === undefined) return invalid('the graph', 'has no output')
  if (names.length > 2) {
    return invalid('the graph', `has the outputs ${names.join(', ')}: name the one with scores: output: '…'`)
  }
  return second ?? first
}

interface Scores {
  readonly raw: readonly ExprNode[]
  readonly task: ImportedModel['task']
  readonly link: ClassScores['link']
  readonly labels?: readonly (string | number)[]
}

function scoresOf({ items, element, classes }: RowValue, output: string, { task }: OnnxOptions): Scores {
  if (element === 'text' || element === 'boolean') return invalid(`output "${output}"`, `is ${element}`)
  if (classes !== undefined && (classes.labels !== undefined || task === 'binary')) {
    return { ...classes, task: classes.raw.length === 1 ? 'binary' : 'multiclass' }
  }
  const [first, second] = items as [ExprNode, ExprNode | undefined]
  if (items.length === 1 && task === 'binary') return { raw: [first], task, link: 'probability' }
  if (items.length === 1) return { raw: [first], task: 'regression', link: 'identity' }
  if (items.length === 2 && task !== 'regression') {
    return { raw: [second as ExprNode], task: 'binary', link: 'probability' }
  }
  if (task === undefined) return { raw: items, task: 'multiclass', link: 'probabilities' }
  return invalid(`output "${output}"`, `has ${items.length} columns, which is not ${task}`)
}

function invalid(where: string, reason: string, cause?: unknown): never {
  throw new ModelFileInvalid({ format: 'onnx', where, reason, cause })
}
