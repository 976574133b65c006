import { compileBest, type ExprNode } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import { ColumnBuilder } from '../prepare/column-builder.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'

/** Margins of rows by the generated code that scores in production, with their targets. */
export async function predicted(margin: ExprNode, rows: SqlPart, data: DataSession) {
  const compiled = compileBest({ margin })
  const names = [...new Set([...compiled.inputs.map(({ name }) => name), TARGET])]
  const columns = joinSql(names.map(identifier), ', ')
  const [margins, target] = [new ColumnBuilder(), new ColumnBuilder()]
  for await (const chunk of data.chunks(sql`SELECT ${columns} FROM ${rows} sluice_held`)) {
    margins.add(columnOf(compiled.batch(chunk.columns, chunk.rows), 'margin'))
    target.add(columnOf(chunk.columns, TARGET))
  }
  return { margins: values(margins), target: values(target) }
}

function columnOf<C>(columns: Readonly<Record<string, C>>, name: string): C {
  return columns[name] as C
}

function values(builder: ColumnBuilder): Float64Array {
  return builder.build().values as Float64Array
}
