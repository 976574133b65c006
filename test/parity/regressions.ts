import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseNode, type ExprNode } from '@sluice/expr'
import { casesFromJson, type CaseRow } from '@sluice/expr/testing'

/** An expression and rows on which engines once disagreed, or nearly would. */
export interface Regression {
  readonly name: string
  readonly node: ExprNode
  readonly rows: readonly CaseRow[]
}

const folder = join(import.meta.dirname, 'regressions')

/** Every regression, in the order of the names. */
export function regressions(): readonly Regression[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .toSorted()
    .map(file => {
      const { node, rows } = casesFromJson(readFileSync(join(folder, file), 'utf8')) as {
        node: unknown
        rows: readonly CaseRow[]
      }
      return { name: file.replace(/\.json$/, ''), node: parseNode(node), rows }
    })
}
