import type { Category } from '../model/imported-model.ts'
import type { JsonReader } from '../model/json-reader.ts'

/** The first category of a list that is not ASCII: XGBoost (3.1, 3.2) cuts such names in the file. */
export function cutName(categories: readonly (readonly Category[])[]): string | undefined {
  return categories.flat().find((name): name is string => typeof name === 'string' && /[^ -~]/.test(name))
}

/** Categories by feature, of models whose file holds those of the data frame. */
export function featureCategories(model: JsonReader): readonly (readonly Category[])[] {
  if (!model.has('cats')) return []
  const cats = model.object('cats')
  return cats.objects('enc').map(encoded => {
    const list = encoded.has('offsets') ? texts(encoded) : encoded.numbers('values')
    if (new Set<Category>(list).size !== list.length) encoded.fail('values', 'has a category twice')
    return list
  })
}

/** Texts as one run of bytes (of int8) with the offsets of each. */
function texts(encoded: JsonReader): readonly string[] {
  const offsets = encoded.integers('offsets')
  const bytes = Uint8Array.from(encoded.integers('values'))
  return offsets.slice(1).map((end, i) => {
    const start = offsets[i] as number
    if (start < 0 || end < start || end > bytes.length) {
      encoded.fail(`offsets[${i}]`, `${start} to ${end} is no text`)
    }
    return new TextDecoder().decode(bytes.subarray(start, end))
  })
}
