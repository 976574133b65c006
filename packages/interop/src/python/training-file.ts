import type { ColumnData } from '@sluice/expr'
import {
  DesignMismatch,
  OptionInvalid,
  rawSql,
  type DataSession,
  type DesignMatrix,
  type TableSchema,
} from '@sluice/core'

/** Training rows beside the features. */
export interface TrainingColumns {
  readonly target: Float64Array
  readonly weight?: Float64Array
  readonly fold?: Int32Array
}

/** Names of the columns that are no features. */
export const reserved = { target: '__target', weight: '__weight', fold: '__fold' } as const

const table = 'sluice_python_training'
const chunkRows = 2_048

interface Column {
  readonly name: string
  readonly data: ColumnData
}

/** Writes a design with target, weight and fold as one Parquet file, rows in their order. */
export async function writeTrainingFile(
  data: DataSession,
  design: DesignMatrix,
  training: TrainingColumns,
  path: string,
): Promise<void> {
  const columns = [...design.blocks.flatMap(columnsOfBlock), ...roleColumns(training)]
  checkNames(columns.map(({ name }) => name))
  const schema: TableSchema = {
    columns: columns.map(({ name, data: { type } }) => ({ name, type, nullable: true })),
  }
  const writer = await data.writer(table, schema)
  for (let from = 0; from < design.rows; from += chunkRows) {
    const rows = Math.min(chunkRows, design.rows - from)
    const parts = columns.map(column => [column.name, partOf(column.data, from, rows)] as const)
    await writer.write({ rows, columns: Object.fromEntries(parts) })
  }
  await writer.close()
  await data.run(rawSql(`COPY ${table} TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`))
  await data.run(rawSql(`DROP TABLE ${table}`))
}

function columnsOfBlock(block: DesignMatrix['blocks'][number], position: number): readonly Column[] {
  const { name } = block
  switch (block.kind) {
    case 'dense':
      return [{ name, data: { type: 'number', values: block.values } }]
    case 'indicators':
      return block.names.map((each, code) => ({
        name: each,
        data: { type: 'number', values: Float64Array.from(block.codes, found => (found === code ? 1 : 0)) },
      }))
    case 'categories': {
      const values = Array.from(block.codes, code => block.names[code] ?? null)
      return [{ name, data: { type: 'text', values } }]
    }
    case 'binned':
      throw new DesignMismatch({ position, expected: `values of "${name}"`, given: `bins of "${name}"` })
  }
}

function roleColumns({ target, weight, fold }: TrainingColumns): readonly Column[] {
  const number = (name: string, values: Float64Array): Column => ({ name, data: { type: 'number', values } })
  return [
    number(reserved.target, target),
    ...(weight ? [number(reserved.weight, weight)] : []),
    ...(fold ? [number(reserved.fold, Float64Array.from(fold))] : []),
  ]
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    // Names of columns of a table do not differ by case alone.
    const key = name.toLowerCase()
    if (seen.has(key)) {
      throw new OptionInvalid({
        of: 'python',
        option: 'prepare',
        value: name,
        expected: 'features of different names',
      })
    }
    seen.add(key)
  }
}

function partOf(data: ColumnData, from: number, rows: number): ColumnData {
  return { ...data, values: data.values.slice(from, from + rows) } as ColumnData
}
