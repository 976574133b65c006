import { canonicalJson, type Json } from '@sluice/core'

const shownLines = 3
const shownCharacters = 80

/** Says in sentences how a value differs from what it was: by the place inside of it, of texts by their lines. */
export function jsonDifferences(
  name: string,
  before: Json | undefined,
  after: Json | undefined,
): readonly string[] {
  if (before === undefined) return [`${name} is new: ${show(after)}`]
  if (after === undefined) return [`${name} is gone, it was ${show(before)}`]
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (typeof before === 'string' && typeof after === 'string' && /\n/.test(before + after)) {
    return lineDifferences(name, before, after)
  }
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [`${name} was ${show(before)}, now ${show(after)}`]
  }
  const dataset = datasetDifference(name, before, after)
  if (dataset !== undefined) return [dataset]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap(key => jsonDifferences(`${name}.${key}`, before[key], after[key]))
}

type Tree = Readonly<Record<string, Json>>

function isObject(value: Json): value is Tree {
  return typeof value === 'object' && value !== null
}

function datasetDifference(name: string, before: Tree, after: Tree): string | undefined {
  if (before['kind'] !== 'dataset' || after['kind'] !== 'dataset') return undefined
  const describe = ({ rows, digest }: Tree) => `${String(rows)} rows (${String(digest).slice(0, 8)})`
  return `${name} was a dataset of ${describe(before)}, now of ${describe(after)}`
}

function lineDifferences(name: string, before: string, after: string): readonly string[] {
  const old = lines(before)
  const now = lines(after)
  const removed = old.filter(line => !now.includes(line))
  const added = now.filter(line => !old.includes(line))
  if (removed.length === 0 && added.length === 0) {
    return [
      old.join('\n') === now.join('\n')
        ? `${name} differs in white space only`
        : `${name} has the same lines in another order`,
    ]
  }
  return [`${name} was ${quoted(removed)}, now ${quoted(added)}`]
}

function quoted(list: readonly string[]): string {
  const more = list.length > shownLines ? ` and ${list.length - shownLines} more lines` : ''
  return list.length === 0 ? 'without that' : `${list.slice(0, shownLines).map(short).join(', ')}${more}`
}

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map(line => line.trim().replaceAll(/\s+/g, ' '))
    .filter(line => line !== '')
}

function show(value: Json | undefined): string {
  return short(typeof value === 'string' ? value : JSON.stringify(value))
}

function short(text: string): string {
  return `\`${text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text}\``
}
