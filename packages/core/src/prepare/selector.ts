import type { DataType } from '@sluice/expr'
import type { ColumnSchema } from '../schema/table-schema.ts'

/** Columns chosen by what they are instead of one by one; resolved against the schema when fitting. Plain data. */
export interface Selector {
  readonly kind: 'selector'
  readonly by:
    | { readonly type: DataType }
    | { readonly pattern: string; readonly flags: string }
    | { readonly names: readonly string[] }
  /** Left out although they match. */
  readonly not: readonly string[]
  /** The same without these columns. */
  except(...names: readonly string[]): Selector
}

/** All columns of numbers but the key and the target. */
export function allNumbers(): Selector {
  return selector({ type: 'number' })
}

/** All columns of text. */
export function allTexts(): Selector {
  return selector({ type: 'text' })
}

/** All columns of truth values. */
export function allBooleans(): Selector {
  return selector({ type: 'boolean' })
}

/** All columns of instants. */
export function allTimestamps(): Selector {
  return selector({ type: 'timestamp' })
}

/** Columns by their names: those that match a pattern, or those listed. */
export function named(names: RegExp | readonly string[]): Selector {
  return selector(names instanceof RegExp ? { pattern: names.source, flags: names.flags } : { names })
}

/** The columns of a schema that a selector chooses, in the schema's order. */
export function selected(
  { by, not }: Pick<Selector, 'by' | 'not'>,
  columns: readonly ColumnSchema[],
): readonly ColumnSchema[] {
  const matches = matcher(by)
  return columns.filter(column => matches(column) && !not.includes(column.name))
}

function matcher(by: Selector['by']): (column: ColumnSchema) => boolean {
  if ('type' in by) return ({ type }) => type === by.type
  if ('names' in by) return ({ name }) => by.names.includes(name)
  const pattern = new RegExp(by.pattern, by.flags.replaceAll(/[gy]/g, ''))
  return ({ name }) => pattern.test(name)
}

function selector(by: Selector['by'], not: readonly string[] = []): Selector {
  return Object.freeze({
    kind: 'selector',
    by,
    not,
    except: (...names: readonly string[]) => selector(by, [...not, ...names]),
  })
}
