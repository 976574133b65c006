import type { InputColumn } from '../prepare/fitted-preparation.ts'
import type { TableSchema } from '../schema/table-schema.ts'

/** Says in sentences which columns a model reads that a table lacks or has with another type. */
export function inputDifferences(input: readonly InputColumn[], { columns }: TableSchema): readonly string[] {
  const types = new Map(columns.map(column => [column.name, column.type]))
  return input.flatMap(({ name, type }) => {
    const found = types.get(name)
    if (found === undefined) return [`column "${name}" (${type}) is missing from the features`]
    return found === type ? [] : [`column "${name}": trained as ${type}, now ${found}`]
  })
}
