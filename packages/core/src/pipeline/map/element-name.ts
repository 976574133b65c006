/** What a step of a map's element is called after. */
export interface ElementName {
  readonly map: string
  readonly key: string
  /** Which of the steps that `each` returned, where it returned several. */
  readonly part?: string
}

/** The name of the step that lists a map's elements: `pulls[]`. */
export function listName(map: string): string {
  return `${map}[]`
}

/** The name of an element's step: `pulls[acme]`, or `pulls[acme].report` where an element has several. */
export function elementName({ map, key, part }: ElementName): string {
  return `${map}[${key}]${part === undefined ? '' : `.${part}`}`
}

/** Reads a name that {@link elementName} made; undefined for the name of any other step. */
export function readElementName(name: string): ElementName | undefined {
  const found = /^([^[]+)\[(.+)\](?:\.([^\]]+))?$/su.exec(name)
  if (found === null) return undefined
  const [, map = '', key = '', part] = found
  return { map, key, ...(part !== undefined && { part }) }
}

/** The map whose elements a step lists; undefined for any other step. */
export function readListName(name: string): string | undefined {
  return name.endsWith('[]') ? name.slice(0, -2) : undefined
}

/** The name of a step as one word of a command line: `pulls`, `'pulls[acme]'`. */
export function stepWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`
}
