import type { DataType } from '@sluice/expr'

/** Which columns of the feature rows a chain takes, decided when the model is fitted. Plain data. */
export interface SelectorData {
  readonly kind: 'selector'
  readonly by: SelectBy
  readonly excluded: readonly string[]
}

/** What a selector goes by. */
export type SelectBy =
  | { readonly type: DataType }
  | { readonly names: readonly string[] }
  | { readonly pattern: string; readonly flags: string }
  | { readonly role: string }

/** A selector of columns of type `T`, usable where a chain takes columns of that type. */
export interface Selector<out T extends DataType | 'any' = DataType | 'any'> extends SelectorData {
  /** Type only. */
  readonly _?: T
  /** The same without the columns named. */
  readonly except: (...names: readonly string[]) => Selector<T>
}

/** All number columns that are features. */
export function allNumbers(): Selector<'number'> {
  return selector({ type: 'number' })
}

/** All text columns that are features. */
export function allTexts(): Selector<'text'> {
  return selector({ type: 'text' })
}

/** All boolean columns that are features. */
export function allBooleans(): Selector<'boolean'> {
  return selector({ type: 'boolean' })
}

/** All timestamp columns that are features. */
export function allTimestamps(): Selector<'timestamp'> {
  return selector({ type: 'timestamp' })
}

/**
 * Columns by name. Names in a list must exist and have a type that the chain takes; of the columns that match a
 * regular expression those of other types are passed over.
 */
export function named(names: RegExp | readonly string[]): Selector<'any'> {
  return names instanceof RegExp
    ? selector({ pattern: names.source, flags: names.flags.replaceAll(/[gy]/g, '') })
    : selector({ names: [...names] })
}

/** Columns whose schema gives them this role; those of types that the chain does not take are passed over. */
export function ofRole(role: string): Selector<'any'> {
  return selector({ role })
}

function selector<T extends DataType | 'any'>(by: SelectBy, excluded: readonly string[] = []): Selector<T> {
  return Object.freeze({
    kind: 'selector',
    by,
    excluded,
    except: (...names: readonly string[]) => selector<T>(by, [...excluded, ...names]),
  })
}
