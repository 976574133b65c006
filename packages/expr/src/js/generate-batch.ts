import type { Graph } from '../node/intern.ts'
import type { Forest } from '../node/forest.ts'
import { blockForest, blockRows } from './forest/block.ts'
import type { CompiledExpressions } from './compiled.ts'
import { assembled, declared } from './assemble.ts'
import type { DataType } from '../node/node.ts'
import { write, type Code } from './write.ts'

type Inputs = CompiledExpressions['inputs']

/** Writes outputs from columns that were read, for the first `rows` rows. */
export type Batch = (read: readonly unknown[], written: readonly unknown[], rows: number) => void

/** A loop over the rows; where there are forests, over blocks of rows, in which each forest is computed at once. */
export function batchFunction(
  graph: Graph,
  inputs: Inputs,
  outputs: readonly { readonly type: DataType }[],
): Batch {
  const columns = inputs.map(({ name }) => name)
  const arrays = [
    ...inputs.map((_, i) => `const r${i} = read[${i}]`),
    ...outputs.map((_, i) => `const w${i} = written[${i}]`),
  ]
  const cells = inputs.map(({ type }, i) =>
    type === 'boolean' ? `const c${i} = r${i}[i] === 2 ? null : r${i}[i] === 1` : `const c${i} = r${i}[i]`,
  )
  const constants: unknown[] = []
  const passes = passesOf(graph)
  const width = blockRows(passes.flatMap(({ forests }) => forests.map(({ forest }) => forest)))
  const given = new Map<number, string>()
  const blocks = passes.map(({ ids, forests }): string => {
    const code = write(graph, columns, { outputs: ids, given, constants })
    const values = new Float64Array(ids.length * width)
    const place = constants.push(values) - 1
    const stores = code.results.map((result, i) => `k${place}[${i * width} + at] = ${result}`)
    const runs = forests.map(({ id, forest }) => {
      const results = new Float64Array(width)
      const run = constants.push(blockForest(forest, values, results, width)) - 1
      given.set(id, `k${constants.push(results) - 1}[at]`)
      return `k${run}(n)`
    })
    return [blockLoop([...cells, ...body(code), ...stores]), ...runs].join('\n')
  })
  const last = write(graph, columns, { given, constants })
  const loop = [...cells, ...body(last), ...stored(last, outputs)]
  const text =
    blocks.length === 0
      ? `for (let i = 0; i < rows; i++) {\n${loop.join('\n')}\n}`
      : `for (let s = 0; s < rows; s += ${width}) {\nconst n = Math.min(${width}, rows - s)\n` +
        `${[...blocks, blockLoop(loop)].join('\n')}\n}`
  return assembled(constants, [], `(read, written, rows) => {\n${arrays.join('\n')}\n${text}\n}`)() as Batch
}

function blockLoop(lines: readonly string[]): string {
  return `for (let at = 0; at < n; at++) {\nconst i = s + at\n${lines.join('\n')}\n}`
}

function body(code: Code): readonly string[] {
  return [...declared(code), ...code.lines]
}

function stored({ results }: Code, outputs: readonly { readonly type: DataType }[]): readonly string[] {
  return outputs.map(({ type }, i) => {
    if (type !== 'boolean') return `w${i}[i] = ${results[i]}`
    return `{ const truth = ${results[i]}; w${i}[i] = truth === null ? 2 : truth ? 1 : 0 }`
  })
}

/** Forests over the same inputs, none of which needs a forest of this pass or of a later one. */
interface Pass {
  readonly ids: readonly number[]
  readonly forests: readonly { readonly id: number; readonly forest: Forest }[]
}

function passesOf({ nodes }: Graph): readonly Pass[] {
  const level: number[] = []
  const passes = new Map<string, { ids: readonly number[]; forests: { id: number; forest: Forest }[] }>()
  for (const { id, node, children } of nodes) {
    const below = children.reduce((most, child) => Math.max(most, level[child] as number), 0)
    level[id] = below
    if (node.kind !== 'forest') continue
    level[id] = below + 1
    const key = `${below} ${children.join(' ')}`
    const pass = passes.get(key) ?? { ids: children, forests: [] }
    pass.forests.push({ id, forest: node.forest })
    passes.set(key, pass)
  }
  const order = (key: string) => Number.parseInt(key, 10)
  return [...passes].toSorted(([a], [b]) => order(a) - order(b)).map(([, pass]) => pass)
}
