import { ModelFileInvalid } from '../errors/model-file-invalid.ts'
import { ModelUnsupported, type UnsupportedPart } from '../errors/model-unsupported.ts'
import { attributeReader } from './attributes.ts'
import { graphBudget, type GraphBudget } from './graph-budget.ts'
import type { OnnxGraph, OnnxNode } from './onnx-file.ts'
import type { OperatorCall } from './operators/operator.ts'
import { operatorOf } from './operators/operators.ts'
import type { Constant, OnnxValue, RowValue } from './row-value.ts'

/** Says why a node has no equivalent; caught where nodes are gone through. */
class NoEquivalent extends Error {}

/** What an output of a graph is over given inputs and constants. */
export interface GraphInputs {
  readonly values: ReadonlyMap<string, OnnxValue>
  /** Version by operator set. */
  readonly versions: ReadonlyMap<string, number>
}

/**
 * The value of one output of a graph. Only the nodes that it needs are looked at.
 *
 * @throws ModelUnsupported listing every node without an equivalent; ModelFileInvalid when the graph does not hold
 * together.
 */
export function evaluateGraph(graph: OnnxGraph, output: string, { values, versions }: GraphInputs): RowValue {
  const nodes = neededNodes(graph, output)
  const known = new Map<string, OnnxValue>(values)
  const without = new Set<string>()
  const parts: UnsupportedPart[] = []
  const budget = graphBudget()
  for (const { node, at } of nodes) {
    const where = nodeName(node, at)
    const absent = node.input.find(name => name !== '' && !known.has(name) && !without.has(name))
    if (absent !== undefined) throw invalid(where, `reads "${absent}", which nothing before it makes`)
    const made = outputsOf(node, where, { known, versions, parts, budget })
    node.output.forEach((name, i) => {
      if (name === '') return
      if (known.has(name) || without.has(name)) {
        throw invalid(where, `makes "${name}", which there is already`)
      }
      const value = made[i]
      if (value === undefined) without.add(name)
      else known.set(name, value)
    })
  }
  if (parts.length === 0 && without.has(output)) {
    parts.push({
      where: `output "${output}"`,
      what: 'a predicted label',
      why: 'scores are wanted: name another output',
    })
  }
  if (parts.length > 0) throw unsupported(parts)
  const value = known.get(output)
  if (value?.kind !== 'row') throw invalid(`output "${output}"`, 'is nothing that depends on the inputs')
  return value
}

/** An error that lists parts and says what else can be done. */
export function unsupported(parts: readonly UnsupportedPart[]): ModelUnsupported {
  return new ModelUnsupported({
    format: 'onnx',
    parts,
    instead: 'The model can be run as it is with onnxruntime: see onnxRunner in docs/guide/own-models.md.',
  })
}

function neededNodes(
  graph: OnnxGraph,
  output: string,
): readonly { readonly node: OnnxNode; readonly at: number }[] {
  const needed = new Set([output])
  const found: { readonly node: OnnxNode; readonly at: number }[] = []
  for (let at = graph.node.length - 1; at >= 0; at--) {
    const node = graph.node[at] as OnnxNode
    if (!node.output.some(name => needed.has(name))) continue
    for (const name of node.input) if (name !== '') needed.add(name)
    found.push({ node, at })
  }
  return found.toReversed()
}

/** What is known of a graph while its nodes are gone through. */
interface Progress {
  readonly known: ReadonlyMap<string, OnnxValue>
  readonly versions: ReadonlyMap<string, number>
  readonly parts: UnsupportedPart[]
  readonly budget: GraphBudget
}

function outputsOf(
  node: OnnxNode,
  where: string,
  { known, versions, parts, budget }: Progress,
): readonly (OnnxValue | undefined)[] {
  const { domain = '', opType = '' } = node
  const what = domain === '' ? opType : `${domain} ${opType}`
  const operator = operatorOf(domain, opType)
  if (operator === undefined) {
    parts.push({ where, what, why: 'there is no such operation' })
    return []
  }
  // What a node makes of something without an equivalent cannot be judged.
  if (node.input.some(name => name !== '' && !known.has(name))) return []
  const failed = (reason: string) => {
    throw invalid(`${where} (${what})`, reason)
  }
  const version =
    versions.get(domain) ?? failed(`uses the operator set "${domain}", which the file does not declare`)
  const inputs = node.input.map(name => (name === '' ? undefined : known.get(name)))
  try {
    const readers = readersOf(inputs, failed, budget)
    const attributes = attributeReader(node, failed)
    const made = operator({ ...readers, attributes, inputs, version, invalid: failed })
    for (const value of made) {
      if (value?.kind !== 'row') continue
      readers.spend(value.items.length)
      if (!budget.isShallow(value)) readers.noEquivalent('the graph is too deep for an expression')
    }
    return made
  } catch (error) {
    if (!(error instanceof NoEquivalent)) throw error
    parts.push({ where, what, why: error.message })
    return []
  }
}

function readersOf(
  inputs: readonly (OnnxValue | undefined)[],
  failed: (reason: string) => never,
  budget: GraphBudget,
): Pick<OperatorCall, 'input' | 'row' | 'constant' | 'noEquivalent' | 'spend'> {
  const noEquivalent = (why: string): never => {
    throw new NoEquivalent(why)
  }
  const input = (place: number): OnnxValue => inputs[place] ?? failed(`has no input ${place}`)
  return {
    noEquivalent,
    spend: count => {
      if (!budget.spend(count)) noEquivalent('the graph is too large for expressions')
    },
    input,
    row: (place): RowValue => {
      const value = input(place)
      return value.kind === 'row' ? value : noEquivalent(`input ${place} is a constant`)
    },
    constant: (place): Constant => {
      const value = input(place)
      return value.kind === 'constant' ? value : noEquivalent(`input ${place} is not a constant`)
    },
  }
}

function nodeName({ name = '' }: OnnxNode, at: number): string {
  return name === '' ? `node ${at}` : `node "${name.slice(0, 60)}"`
}

function invalid(where: string, reason: string): ModelFileInvalid {
  return new ModelFileInvalid({ format: 'onnx', where, reason })
}
