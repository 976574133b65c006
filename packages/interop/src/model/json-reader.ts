/** Reads typed parts of parsed JSON; throws with the path of what does not fit. */
export interface JsonReader {
  readonly path: string
  has(name: string): boolean
  /** The object in a field. */
  object(name: string): JsonReader
  objects(name: string): readonly JsonReader[]
  text(name: string): string
  texts(name: string): readonly string[]
  /** Finite numbers; with `length`, as many. */
  numbers(name: string, length?: number): readonly number[]
  integers(name: string, length?: number): readonly number[]
  /** Booleans, also written as 0 and 1. */
  booleans(name: string, length?: number): readonly boolean[]
  fail(name: string, reason: string): never
}

/** A reader of an object at a path. */
export function jsonReader(
  value: unknown,
  path: string,
  fail: (where: string, reason: string) => never,
): JsonReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(path, 'is not an object')
  }
  const fields = value as Readonly<Record<string, unknown>>
  const at = (name: string) => `${path}.${name}`
  const get = (name: string) => (Object.hasOwn(fields, name) ? fields[name] : fail(at(name), 'is not there'))
  const list = (name: string, is: (item: unknown) => boolean, what: string, length?: number) => {
    const items = get(name)
    if (!Array.isArray(items)) return fail(at(name), 'is not a list')
    if (length !== undefined && items.length !== length) {
      return fail(at(name), `has ${items.length} values, but must have ${length}`)
    }
    const odd = items.findIndex(item => !is(item))
    return odd < 0 ? (items as readonly unknown[]) : fail(`${at(name)}[${odd}]`, `is not ${what}`)
  }
  const isObject = (item: unknown) => typeof item === 'object' && item !== null
  return {
    path,
    has: name => Object.hasOwn(fields, name),
    object: name => jsonReader(get(name), at(name), fail),
    objects: name =>
      list(name, isObject, 'an object').map((item, i) => jsonReader(item, `${at(name)}[${i}]`, fail)),
    text: name => {
      const found = get(name)
      return typeof found === 'string' ? found : fail(at(name), 'is not a text')
    },
    texts: name => list(name, item => typeof item === 'string', 'a text') as readonly string[],
    numbers: (name, length) => list(name, Number.isFinite, 'a finite number', length) as readonly number[],
    integers: (name, length) =>
      list(name, Number.isSafeInteger, 'a whole number', length) as readonly number[],
    booleans: (name, length) =>
      list(name, item => item === 0 || item === 1 || typeof item === 'boolean', 'a boolean', length).map(
        Boolean,
      ),
    fail: (name, reason) => fail(at(name), reason),
  }
}
