import type { OnnxAttribute, OnnxFile, OnnxNode, OnnxTensor, OnnxValueInfo } from '../onnx-file.ts'

/** Element types of ONNX that exports use. */
export const element = { uint8: 2, int64: 7, text: 8, boolean: 9, double: 11 } as const

/** A graph that is being put together. Values are named `v0`, `v1` …; equal constants are one. */
export interface GraphDraft {
  /** Adds a node with one output and returns the output's name. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: readonly OnnxAttribute[],
    domain?: string,
  ): string
  /** Adds a node that gives a name to a value. */
  name(value: string, name: string): void
  doubles(values: readonly number[], dims: readonly number[]): string
  integers(values: readonly number[], dims: readonly number[]): string
  texts(values: readonly string[], dims: readonly number[]): string
  finish(graph: Pick<OnnxFileParts, 'name' | 'inputs' | 'outputs'>): OnnxFile
}

interface OnnxFileParts {
  readonly name: string
  readonly inputs: readonly OnnxValueInfo[]
  readonly outputs: readonly OnnxValueInfo[]
}

const none = { floatData: [], int32Data: [], int64Data: [], doubleData: [], stringData: [] }
const irVersion = 10
const operatorSets = [
  { domain: '', version: 21 },
  { domain: 'ai.onnx.ml', version: 5 },
]

/** An empty graph. */
export function newGraph(): GraphDraft {
  const nodes: OnnxNode[] = []
  const constants = new Map<string, OnnxTensor>()
  let values = 0
  const constant = (tensor: Omit<OnnxTensor, 'name'>, key: string) => {
    const known = constants.get(key)
    if (known !== undefined) return known.name as string
    const name = `c${constants.size}`
    constants.set(key, { ...tensor, name })
    return name
  }
  const add = (
    opType: string,
    input: readonly string[],
    output: string,
    attribute: readonly OnnxAttribute[],
    domain = '',
  ) => {
    nodes.push({ opType, input, output: [output], attribute, domain, name: `${opType}_${nodes.length}` })
    return output
  }
  return {
    node: (opType, inputs, attributes = [], domain) =>
      add(opType, inputs, `v${values++}`, attributes, domain),
    name: (value, name) => void add('Identity', [value], name, []),
    doubles: (numbers, dims) =>
      constant(doubleTensor(numbers, dims), `d ${dims.join('×')} ${numbers.join(' ')}`),
    integers: (numbers, dims) =>
      constant(
        { ...none, dims, dataType: element.int64, int64Data: numbers },
        `i ${dims.join('×')} ${numbers.join(' ')}`,
      ),
    texts: (list, dims) =>
      constant(
        { ...none, dims, dataType: element.text, stringData: list.map(bytesOf) },
        `t ${dims.join('×')} ${JSON.stringify(list)}`,
      ),
    finish: ({ name, inputs, outputs }) => ({
      irVersion,
      producerName: 'sluice',
      opsetImport: operatorSets,
      graph: {
        name,
        node: nodes,
        initializer: [...constants.values()],
        input: inputs,
        output: outputs,
        sparseInitializer: [],
      },
    }),
  }
}

/** A tensor of doubles, without a name. */
export function doubleTensor(values: readonly number[], dims: readonly number[]): OnnxTensor {
  return { ...none, dims, dataType: element.double, doubleData: values }
}

/** A tensor of bytes, without a name. */
export function byteTensor(values: readonly number[]): OnnxTensor {
  return { ...none, dims: [values.length], dataType: element.uint8, int32Data: values }
}

const empty = { floats: [], ints: [], strings: [] }

/** Attributes of nodes, by the types of ONNX. */
export const attribute = {
  integer: (name: string, i: number): OnnxAttribute => ({ ...empty, name, type: 2, i }),
  tensor: (name: string, t: OnnxTensor): OnnxAttribute => ({ ...empty, name, type: 4, t }),
  integers: (name: string, ints: readonly number[]): OnnxAttribute => ({ ...empty, name, type: 7, ints }),
  texts: (name: string, list: readonly string[]): OnnxAttribute => ({
    ...empty,
    name,
    type: 8,
    strings: list.map(bytesOf),
  }),
}

/** An input or output of one column. */
export function columnInfo(name: string, elemType: number): OnnxValueInfo {
  return { name, type: { tensorType: { elemType, shape: { dim: [{ dimParam: 'N' }, { dimValue: 1 }] } } } }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
