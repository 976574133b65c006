import { intern } from '../node/intern.ts'
import type { DataType, ExprNode } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import { columnsOf } from '../node/walk.ts'
import { bindCell, fieldOf } from './bind-row.ts'
import { isNumeric } from './cell.ts'
import type { ColumnData } from './column-data.ts'
import { columnValues, newColumn } from './columns.ts'
import type { CompiledExpressions } from './compiled.ts'
import { assembled, declared } from './assemble.ts'
import { batchFunction, type Batch } from './generate-batch.ts'
import { write, type Code } from './write.ts'

type Inputs = CompiledExpressions['inputs']
type Output = { readonly name: string; readonly type: DataType }

/**
 * Compiles expressions to JavaScript functions: equal parts are computed once, a batch allocates nothing per row.
 *
 * @throws EvalError on hosts that forbid code generation; see `compileBest`.
 */
export function compileJs(outputs: Readonly<Record<string, ExprNode>>): CompiledExpressions {
  const inputs = columnsOf(...Object.values(outputs)).map(({ name, type }) => ({ name, type }))
  const graph = intern(outputs)
  const code = write(
    graph,
    inputs.map(({ name }) => name),
  )
  const outs = Object.entries(outputs).map(([name, node]) => ({ name, type: typeOf(node) }))
  let run: Batch | undefined
  return {
    inputs,
    row: rowFunction(code, inputs, outs),
    batch(columns, rows) {
      const read = inputs.map(input => columnValues(columns, input, rows))
      const written = outs.map(({ type }) => newColumn(type, rows))
      run ??= batchFunction(graph, inputs, outs)
      run(
        read,
        written.map(column => column.values),
        rows,
      )
      return Object.fromEntries(outs.map(({ name }, i) => [name, written[i] as ColumnData]))
    },
  }
}

function rowFunction(code: Code, inputs: Inputs, outputs: readonly Output[]): CompiledExpressions['row'] {
  const cells = inputs.map(({ name, type }, i) => {
    const key = JSON.stringify(name)
    const field = name in Object.prototype ? `fieldOf(row, ${key})` : `row[${key}]`
    return `let c${i} = ${field}; if (typeof c${i} !== "${typeofs[type]}") c${i} = bind.${type}(c${i}, ${key})`
  })
  const fields = outputs.map(({ name, type }, i) => {
    const result = code.results[i]
    return `[${JSON.stringify(name)}]: ${isNumeric(type) ? `missing(${result})` : result}`
  })
  const body = [...cells, ...declared(code), ...code.lines, `return { ${fields.join(', ')} }`]
  const make = assembled(code.constants, ['bind', 'fieldOf', 'missing'], `(row) => {\n${body.join('\n')}\n}`)
  return make(bindCell, fieldOf, nullIfNaN) as CompiledExpressions['row']
}

// A timestamp is always bound by the function, which also takes dates.
const typeofs: Readonly<Record<DataType, string>> = {
  number: 'number',
  text: 'string',
  boolean: 'boolean',
  timestamp: 'none',
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
