import type { DatasetRef, Json } from '../../data/refs.ts'
import { sql } from '../../sql/sql.ts'
import type { StepContext } from '../context.ts'
import { readListName } from './element-name.ts'
import type { ElementKey, Mappable } from './mappable.ts'
import { MapInvalid } from './map-invalid.ts'
import type { ListedElement } from './mapped.ts'
import { someOf } from './some-of.ts'

/** How elements are told apart, and how many there may be. */
interface Listing {
  readonly key: ElementKey<object>
  readonly most: number
}

const longestKey = 200
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001F\u007F]/

/**
 * The elements of a map by their keys, in the order of these, so that one list is like another in other order.
 *
 * @throws MapInvalid for more than `most`, and for keys that are missing, too long or given twice
 */
export async function listElements(
  over: Mappable,
  { key, most }: Listing,
  context: Pick<StepContext, 'data' | 'step'>,
): Promise<readonly ListedElement[]> {
  const map = readListName(context.step) ?? context.step
  const count = isDataset(over) ? over.rows : listOf(map, over).length
  if (count > most) {
    const reason = `has ${count} elements, and at most ${most} are allowed; say more with \`most\`, or map over less`
    throw new MapInvalid({ map, reason })
  }
  const elements = isDataset(over) ? await rowsOf(over, context) : (over as readonly Json[])
  const listed = elements.map((element, i) => ({ key: keyOf(map, key, element, i), element }))
  const byKey = Map.groupBy(listed, element => element.key)
  const twice = [...byKey].filter(([, same]) => same.length > 1).map(([name]) => name)
  if (twice.length > 0) {
    const reason = `has several elements with the same key: ${someOf(twice)}; the key must tell every element from the others`
    throw new MapInvalid({ map, keys: twice, reason })
  }
  return listed.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function isDataset(over: unknown): over is DatasetRef {
  return typeof over === 'object' && over !== null && 'kind' in over && over.kind === 'dataset'
}

function listOf(map: string, over: unknown): readonly unknown[] {
  if (Array.isArray(over)) return over
  const found = over === null ? 'null' : typeof over
  throw new MapInvalid({ map, reason: `maps over ${found}; it needs a list or a dataset` })
}

async function rowsOf(ref: DatasetRef, { data }: Pick<StepContext, 'data'>): Promise<readonly Json[]> {
  const rows = await data.rows(sql`SELECT * FROM ${data.dataset(ref)}`)
  return rows.map(row =>
    Object.fromEntries(Object.entries(row as object).map(([name, value]) => [name, cell(value)])),
  )
}

function cell(value: unknown): Json {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'number' && Number.isNaN(value) ? null : ((value ?? null) as Json)
}

function keyOf(map: string, key: ElementKey<object>, element: Json, position: number): string {
  const found: unknown =
    typeof key === 'function'
      ? key(element as object)
      : (element as Readonly<Record<string, unknown>> | null)?.[key]
  const text = typeof found === 'number' && Number.isFinite(found) ? String(found) : found
  const where = `has an element (number ${position + 1}) whose key`
  if (typeof text !== 'string' || text.trim() === '') {
    throw new MapInvalid({
      map,
      reason: `${where} is ${JSON.stringify(found) ?? 'missing'}; it must be a text that is not empty`,
    })
  }
  if (text.length > longestKey || control.test(text)) {
    const shown = JSON.stringify(text.slice(0, 40))
    const reason = `${where} is ${shown}…; it must be at most ${longestKey} characters without control characters`
    throw new MapInvalid({ map, keys: [text], reason })
  }
  return text
}
