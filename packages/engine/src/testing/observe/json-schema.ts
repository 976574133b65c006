import assert from 'node:assert/strict'

type Node = Readonly<Record<string, unknown>>

/** Says what does not fit; nothing when all does. */
export type Validate = (value: unknown, url: string) => readonly string[]

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
}

/** Words that say nothing about what fits. */
const silent = new Set('$schema $id $defs description example deprecated title'.split(' '))

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: value => typeof value === 'string',
  number: value => typeof value === 'number',
  integer: Number.isInteger,
  boolean: value => typeof value === 'boolean',
}

/** Holds values against JSON schemas (draft 2020-12) by their `$id`; a word that it does not know is an error of its own. */
export function jsonSchemas(documents: readonly unknown[]): Validate {
  const byId = new Map(documents.map(document => [String((document as Node)['$id']), document as Node]))

  const found = (reference: string, base: string): { readonly node: Node; readonly base: string } => {
    const [url = '', pointer = ''] = reference.split('#')
    const id = url === '' ? base : url
    const document = byId.get(id)
    assert.ok(document !== undefined, `there is a schema ${id}`)
    let node: unknown = document
    for (const name of pointer.split('/').slice(1)) node = (node as Node)[name]
    assert.ok(node !== undefined, `there is ${reference}`)
    return { node: node as Node, base: id }
  }

  const rules: Readonly<Record<string, (rule: never, value: unknown, at: At) => readonly string[]>> = {
    $ref: (rule: string, value, { base, path }) => {
      const target = found(rule, base)
      return check(value, target.node, { base: target.base, path })
    },
    allOf: (rule: readonly Node[], value, at) => rule.flatMap(node => check(value, node, at)),
    anyOf: (rule: readonly Node[], value, at) =>
      rule.some(node => check(value, node, at).length === 0) ? [] : [`${at.path}: fits none of anyOf`],
    not: (rule: Node, value, at) =>
      check(value, rule, at).length > 0 ? [] : [`${at.path}: fits what it must not`],
    type: (rule: string, value, { path }) =>
      types[rule]?.(value) === true ? [] : [`${path}: is no ${rule}`],
    enum: (rule: readonly unknown[], value, { path }) =>
      rule.includes(value) ? [] : [`${path}: is none of the values`],
    format: (rule: string, value, { path }) => {
      const format = formats[rule]
      assert.ok(format !== undefined, `the format ${rule} is known`)
      return typeof value !== 'string' || format.test(value) ? [] : [`${path}: is no ${rule}`]
    },
    minimum: (rule: number, value, { path }) =>
      typeof value !== 'number' || value >= rule ? [] : [`${path}: is below ${rule}`],
    required: (rule: readonly string[], value, { path }) =>
      types['object']?.(value) === true
        ? rule.filter(name => !Object.hasOwn(value as Node, name)).map(name => `${path}.${name}: is missing`)
        : [],
    properties: (rule: Readonly<Record<string, Node>>, value, { base, path }) =>
      types['object']?.(value) === true
        ? Object.entries(value as Node).flatMap(([name, item]) =>
            Object.hasOwn(rule, name)
              ? check(item, rule[name] as Node, { base, path: `${path}.${name}` })
              : [],
          )
        : [],
    additionalProperties: () => [],
    items: (rule: Node, value, { base, path }) =>
      Array.isArray(value)
        ? value.flatMap((item, i) => check(item, rule, { base, path: `${path}[${i}]` }))
        : [],
  }

  const check = (value: unknown, node: Node, at: At): readonly string[] => {
    const problems = Object.entries(node).flatMap(([word, rule]) => {
      if (silent.has(word)) return []
      const apply = rules[word]
      assert.ok(apply !== undefined, `the word ${word} at ${at.path} is known`)
      return apply(rule as never, value, at)
    })
    return [...problems, ...additional(value, node, at)]
  }

  /** Values of names that `properties` does not have. */
  const additional = (value: unknown, node: Node, { base, path }: At): readonly string[] => {
    const rule = node['additionalProperties']
    if (rule === undefined || rule === true || types['object']?.(value) !== true) return []
    const known = (node['properties'] ?? {}) as Node
    return Object.entries(value as Node)
      .filter(([name]) => !Object.hasOwn(known, name))
      .flatMap(([name, item]) => check(item, rule as Node, { base, path: `${path}.${name}` }))
  }

  return (value, url) => {
    const { node, base } = found(url, '')
    return check(value, node, { base, path: '$' })
  }
}

interface At {
  /** The document that references start from. */
  readonly base: string
  readonly path: string
}
