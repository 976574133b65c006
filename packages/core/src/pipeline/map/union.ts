import type { DatasetRef } from '../../data/refs.ts'
import { identifier, joinSql, sql } from '../../sql/sql.ts'
import { step, type Step } from '../step.ts'
import { MapInvalid } from './map-invalid.ts'
import type { FinishedElement, UnfinishedElement } from './mapped.ts'

/** Options of {@link union}. */
export interface UnionOptions {
  /** The column that gets the element's key. */
  readonly column: string
}

type MappedDataset = FinishedElement<DatasetRef> | UnfinishedElement

/**
 * One dataset of the datasets that the elements of a map made, with the key of the element in a column of its own.
 * Elements that did not finish have no rows in it. All datasets must have the same columns.
 *
 * @throws MapInvalid where there is no dataset, or one has other columns than the first
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { map, step, union, type DatasetRef } from '@sluice/core'
 *
 * const pull = (id: string) =>
 *   step({ inputs: {}, keyed: 'run', run: (_inputs, { data }): Promise<DatasetRef> => data.save(`SELECT ${id.length} AS clicks`) })
 * const accounts = step({ inputs: {}, run: () => ['acme', 'beta'] })
 * const pulls = map({ over: accounts, key: id => id, each: pull, onFailure: 'continue' })
 * const clicks = union(pulls, { column: 'account' })
 * assert.equal(clicks.kind, 'step')
 * ```
 */
export function union(mapped: Step<readonly MappedDataset[]>, { column }: UnionOptions): Step<DatasetRef> {
  return step({
    inputs: { mapped },
    definition: { column },
    run: async ({ mapped: elements }, { data, step: name }) => {
      const parts = elements.filter(element => element.status === 'succeeded')
      assertSameColumns(name, column, parts)
      const selects = parts.map(
        ({ key, output }) =>
          sql`SELECT ${key}::VARCHAR AS ${identifier(column)}, * FROM ${data.dataset(output)}`,
      )
      return data.save(joinSql(selects, ' UNION ALL '))
    },
  })
}

function assertSameColumns(map: string, column: string, parts: readonly FinishedElement<DatasetRef>[]): void {
  const [first] = parts
  if (first === undefined) {
    throw new MapInvalid({
      map,
      reason: 'has no dataset to unite: the map found no elements, or none finished',
    })
  }
  const columns = shapeOf(first.output)
  if (first.output.schema.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase())) {
    throw new MapInvalid({
      map,
      reason: `puts keys into column "${column}", which the datasets have already; say another name`,
    })
  }
  const other = parts.find(({ output }) => shapeOf(output) !== columns)
  if (other === undefined) return
  throw new MapInvalid({
    map,
    keys: [other.key],
    reason: `unites datasets of different columns: element "${first.key}" has ${columns}; element "${other.key}" has ${shapeOf(other.output)}`,
  })
}

function shapeOf({ schema }: DatasetRef): string {
  return schema.columns.map(({ name, type }) => `${name} ${type}`).join(', ')
}
