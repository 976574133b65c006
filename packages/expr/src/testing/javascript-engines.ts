import type { ColumnData } from '../js/column-data.ts'
import type { CompiledExpressions } from '../js/compiled.ts'
import { compileJs } from '../js/generate.ts'
import { interpretJs } from '../js/interpret.ts'
import type { DataType, ExprNode, Value } from '../node/node.ts'
import type { CaseRow } from './cell.ts'
import { caseColumns } from './expression-arbitrary.ts'

/** Something that evaluates expressions over rows: for each expression, a cell per row. */
export interface ParityEngine {
  readonly name: string
  evaluate(nodes: readonly ExprNode[], rows: readonly CaseRow[]): Promise<readonly (readonly Value[])[]>
}

type Compile = (outputs: Readonly<Record<string, ExprNode>>) => CompiledExpressions

/** Generated code row by row: what every other engine is compared with. */
export const generatedRows: ParityEngine = rowEngine('generated code', compileJs)

/** The four ways to evaluate in JavaScript. */
export const javascriptEngines: readonly ParityEngine[] = [
  generatedRows,
  rowEngine('interpreter', interpretJs),
  batchEngine('generated code in batch', compileJs),
  batchEngine('interpreter in batch', interpretJs),
]

/** Expressions as outputs `o0`, `o1` … */
export function asOutputs(nodes: readonly ExprNode[]): Readonly<Record<string, ExprNode>> {
  return Object.fromEntries(nodes.map((node, i) => [`o${i}`, node]))
}

function rowEngine(name: string, compile: Compile): ParityEngine {
  return {
    name,
    evaluate(nodes, rows) {
      const compiled = compile(asOutputs(nodes))
      const results = rows.map(row => compiled.row(row))
      return Promise.resolve(nodes.map((_, i) => results.map(result => result[`o${i}`] ?? null)))
    },
  }
}

function batchEngine(name: string, compile: Compile): ParityEngine {
  return {
    name,
    evaluate(nodes, rows) {
      const batch = Object.fromEntries(
        caseColumns.map(column => [
          column.name,
          columnOf(
            column.type,
            rows.map(row => row[column.name] ?? null),
          ),
        ]),
      )
      const result = compile(asOutputs(nodes)).batch(batch, rows.length)
      return Promise.resolve(nodes.map((_, i) => cellsOf(result[`o${i}`] as ColumnData, rows.length)))
    },
  }
}

function columnOf(type: DataType, cells: readonly Value[]): ColumnData {
  if (type === 'text') return { type, values: cells as readonly (string | null)[] }
  if (type === 'boolean') {
    return { type, values: Uint8Array.from(cells, cell => (cell === null ? 2 : Number(cell))) }
  }
  return { type, values: Float64Array.from(cells, cell => (cell === null ? Number.NaN : Number(cell))) }
}

function cellsOf(column: ColumnData, rows: number): readonly Value[] {
  return Array.from({ length: rows }, (_, i) => {
    const value = column.values[i] as Value
    if (column.type === 'boolean') return value === 2 ? null : value === 1
    return Number.isNaN(value) ? null : value
  })
}
