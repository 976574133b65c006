import type { Category } from '../model/imported-model.ts'
import type { Fail, LightgbmText } from './lightgbm-text.ts'

/** The categorical features of a model, by position, with the values that pandas had, where it had them. */
export function categoricalFeatures(
  { header, parameters, pandasCategorical }: LightgbmText,
  features: number,
  fail: Fail,
): ReadonlyMap<number, readonly Category[] | undefined> {
  const declared = declaredFeatures(parameters.get('categorical_feature'), features)
  const positions = declared ?? inferredFeatures(header.get('feature_infos'), features)
  if (positions.length > 0 && parameters.size === 0) {
    fail('parameters', 'are not there, so that categories may be missing: the file is cut off')
  }
  const lists = pandasLists(pandasCategorical, fail)
  if (lists.length === 0) return new Map(positions.map(at => [at, undefined]))
  if (lists.length !== positions.length) {
    fail(
      'pandas_categorical',
      `has ${lists.length} lists of categories for ${positions.length} categorical features`,
    )
  }
  return new Map(positions.map((at, i) => [at, lists[i]]))
}

/** What the parameter lists, when it lists positions. */
function declaredFeatures(parameter: string | undefined, features: number): readonly number[] | undefined {
  if (parameter === undefined || !/^\d+(,\d+)*$/.test(parameter)) return undefined
  const positions = parameter.split(',').map(Number)
  return positions.every(at => at < features) ? positions.toSorted((a, b) => a - b) : undefined
}

/** Features whose information is a list of categories, such as `-1:3:0:1`, and not a range. */
function inferredFeatures(infos: string | undefined, features: number): readonly number[] {
  const items = (infos ?? '').trim().split(/\s+/)
  if (items.length !== features) return []
  return items.flatMap((info, i) => (/^-?\d+(:-?\d+)*$/.test(info) ? [i] : []))
}

function pandasLists(text: string | undefined, fail: Fail): readonly (readonly Category[])[] {
  if (text === undefined || text.trim() === '' || text.trim() === 'null') return []
  const value = parsed(text, fail)
  if (!Array.isArray(value)) return fail('pandas_categorical', 'is not a list')
  return value.map((list: unknown, i) => {
    if (!Array.isArray(list) || !list.every(isCategory)) {
      return fail(`pandas_categorical, list ${i}`, 'is not a list of texts, numbers or booleans')
    }
    if (new Set(list).size !== list.length) {
      return fail(`pandas_categorical, list ${i}`, 'has a category twice')
    }
    return list
  })
}

function parsed(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return fail(
      'pandas_categorical',
      `is not JSON (${cause instanceof Error ? cause.message : 'unreadable'})`,
    )
  }
}

function isCategory(value: unknown): value is Category {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}
