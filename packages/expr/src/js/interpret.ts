import { intern, type Interned } from '../node/intern.ts'
import type { DataType, ExprNode, LookupNode, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import { columnsOf } from '../node/walk.ts'
import { bindCell, fieldOf } from './bind-row.ts'
import { cellOf, valueOf } from './cell.ts'
import type { ColumnData } from './column-data.ts'
import { columnValues, newColumn } from './columns.ts'
import type { CompiledExpressions } from './compiled.ts'
import { rowForest } from './forest/row.ts'
import { bucketOf, lineThrough, valueOnLine } from './knots.ts'
import { isMissing, operations, type Cell } from './operations.ts'

type Slots = Cell[]
type Instruction = (slots: Slots) => Cell

/** Evaluates expressions without generating code: for hosts that forbid it. The same bits as `compileJs`. */
export function interpretJs(outputs: Readonly<Record<string, ExprNode>>): CompiledExpressions {
  const graph = intern(outputs)
  const inputs = columnsOf(...Object.values(outputs)).map(({ name, type }) => ({ name, type }))
  const position = new Map(inputs.map(({ name }, i) => [name, i]))
  const program = graph.nodes.map(node => instruction(node, inputs.length, position))
  const results = Object.entries(outputs).map(([name, node], i) => ({
    name,
    slot: inputs.length + (graph.outputs[i] as number),
    type: typeOf(node),
  }))
  const slots: Slots = []
  const evaluate = () => program.forEach((run, i) => (slots[inputs.length + i] = run(slots)))
  return {
    inputs,
    row(values) {
      inputs.forEach(({ name, type }, i) => (slots[i] = bindCell[type](fieldOf(values, name), name)))
      evaluate()
      return Object.fromEntries(results.map(({ name, slot }) => [name, valueOf(slots[slot] as Cell)]))
    },
    batch(columns, rows) {
      const read = inputs.map(input => columnValues(columns, input, rows))
      const written = results.map(({ name, slot, type }) => ({ name, slot, column: newColumn(type, rows) }))
      for (let row = 0; row < rows; row++) {
        inputs.forEach(({ type }, i) => (slots[i] = cellAt(type, read[i] as ColumnData['values'], row)))
        evaluate()
        for (const { slot, column } of written) writeCell(column, row, slots[slot] as Cell)
      }
      return Object.fromEntries(written.map(({ name, column }) => [name, column]))
    },
  }
}

function cellAt(type: DataType, values: ColumnData['values'], row: number): Cell {
  const value = values[row] as number | string | null
  if (type !== 'boolean') return value
  return value === 2 ? null : value === 1
}

function writeCell(column: ColumnData, row: number, cell: Cell): void {
  if (column.type === 'boolean') column.values[row] = cell === null ? 2 : Number(cell)
  else (column.values as Cell[])[row] = cell
}

function instruction(
  { node, children }: Interned,
  offset: number,
  position: ReadonlyMap<string, number>,
): Instruction {
  const at = children.map(child => offset + child)
  const [first = 0] = at
  switch (node.kind) {
    case 'column': {
      const slot = position.get(node.name) as number
      return slots => slots[slot] as Cell
    }
    case 'literal': {
      const cell = cellOf(node.value, node.type)
      return () => cell
    }
    case 'call':
      return callInstruction(operations[node.op] as (...args: readonly Cell[]) => Cell, at)
    case 'case':
      return slots => chosen(slots, at)
    case 'lookup': {
      const find = finder(node)
      return slots => find(slots[first] as Cell)
    }
    case 'interpolate': {
      const line = lineThrough(node)
      return slots => valueOnLine(line, slots[first] as number)
    }
    case 'bucket': {
      const edges = Float64Array.from(node.edges)
      return slots => bucketOf(edges, slots[first] as number)
    }
    case 'forest': {
      const { inputs, value } = rowForest(node.forest, at.length)
      return slots => {
        at.forEach((slot, i) => (inputs[i] = slots[slot] as number))
        return value()
      }
    }
  }
}

function callInstruction(run: (...args: readonly Cell[]) => Cell, at: readonly number[]): Instruction {
  const [a = 0, b = 0] = at
  if (at.length === 1) return slots => run(slots[a] as Cell)
  if (at.length === 2) return slots => run(slots[a] as Cell, slots[b] as Cell)
  return slots => run(...at.map(slot => slots[slot] as Cell))
}

function chosen(slots: Slots, at: readonly number[]): Cell {
  for (let i = 0; i + 1 < at.length; i += 2) {
    if (slots[at[i] as number] === true) return slots[at[i + 1] as number] as Cell
  }
  return slots[at.at(-1) as number] as Cell
}

function finder(node: LookupNode): (key: Cell) => Cell {
  const { type, keys, values, missing, unknown } = node
  const map = new Map(keys.map((key, i) => [key as Cell, cellOf(values[i] as Value, type)]))
  const ifMissing = cellOf(missing, type)
  const ifUnknown = cellOf(unknown, type)
  return key => {
    if (isMissing(key)) return ifMissing
    const found = map.get(key)
    return found === undefined ? ifUnknown : found
  }
}
