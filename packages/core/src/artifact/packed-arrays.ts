import { sha256 } from '../digest/sha256.ts'
import type { Json } from '../data/refs.ts'
import type { Arrays, StoredArtifact } from './artifact-store.ts'

const shortest = 64
const marker = '$array'
const nodeMarker = '$node'
const listMarker = '$nodes'

/**
 * Moves long arrays of finite numbers out of a JSON value into binary arrays (exact, half the size). Equal arrays are
 * kept once: the expressions of a model hold the same trees several times. So are nodes of an expression that stand in
 * several places, which written out would be a tree of any size.
 */
export function packArrays(value: Json): StoredArtifact {
  const arrays: Record<string, Float64Array | Int32Array> = {}
  const names = new Map<string, string>()
  const shared = sharedNodes(value)
  const nodes: Json[] = []
  const places = new Map<Json, number>()
  const pack = (node: Json): Json => {
    if (Array.isArray(node)) return packList(node)
    if (typeof node !== 'object' || node === null) return node
    const known = places.get(node)
    if (known !== undefined) return { [nodeMarker]: known }
    const reserved = [marker, nodeMarker, listMarker].find(name => name in node)
    if (reserved !== undefined) {
      throw new TypeError(`a field named "${reserved}" cannot be stored in an artifact`)
    }
    const packed = Object.fromEntries(Object.entries(node).map(([name, child]) => [name, pack(child)]))
    if (!shared.has(node)) return packed
    places.set(node, nodes.length)
    return { [nodeMarker]: nodes.push(packed) - 1 }
  }
  const packList = (list: readonly Json[]) =>
    isLongNumeric(list) ? stash(arrays, names, list) : list.map(pack)
  const manifest = pack(value)
  return { manifest: nodes.length === 0 ? manifest : { [listMarker]: nodes, value: manifest }, arrays }
}

/** Nodes of expressions that stand in several places; columns and constants are as short as a reference to them. */
function sharedNodes(value: Json): ReadonlySet<Json> {
  const [seen, shared] = [new Set<Json>(), new Set<Json>()]
  const visit = (node: Json): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) {
      const list = node as readonly Json[]
      if (!isLongNumeric(list)) list.forEach(visit)
    } else if (!seen.has(node)) {
      seen.add(node)
      Object.values(node).forEach(visit)
    } else if (isCompound(node as Fields)) shared.add(node)
  }
  visit(value)
  return shared
}

function isCompound({ kind }: Fields): boolean {
  return typeof kind === 'string' && kind !== 'column' && kind !== 'literal'
}

/** The inverse of {@link packArrays}; equal arrays come back as one frozen array, a shared node as one object. */
export function unpackArrays({ manifest, arrays }: StoredArtifact): Json {
  const lists = new Map<string, Json>()
  const nodes: Json[] = []
  const unpack = (node: Json): Json => {
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map(unpack)
    const place = (node as Fields)[nodeMarker]
    if (place !== undefined) return sharedNode(nodes, place)
    const reference = (node as Fields)[marker]
    if (reference !== undefined) {
      const name = String(reference)
      const list = lists.get(name) ?? fetchArray(arrays, name)
      lists.set(name, list)
      return list
    }
    return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, unpack(child)]))
  }
  const shared = fieldsOf(manifest)?.[listMarker]
  if (shared === undefined) return unpack(manifest)
  if (!Array.isArray(shared)) throw new TypeError(`"${listMarker}" of the artifact is not a list`)
  for (const node of shared as readonly Json[]) nodes.push(unpack(node))
  return unpack(fieldsOf(manifest)?.['value'] ?? null)
}

type Fields = { readonly [name: string]: Json }

function fieldsOf(node: Json): Fields | undefined {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as Fields) : undefined
}

/** A node may hold only those before it, so there is no cycle. */
function sharedNode(nodes: readonly Json[], place: Json): Json {
  const found = typeof place === 'number' ? nodes[place] : undefined
  if (found !== undefined) return found
  throw new TypeError(`artifact refers to node ${JSON.stringify(place)}, of ${nodes.length} that come before`)
}

function isLongNumeric(node: readonly Json[]): node is readonly number[] {
  // JSON text cannot tell -0 from 0 but the binary form can, so only the length decides.
  return node.length >= shortest && node.every(item => typeof item === 'number' && Number.isFinite(item))
}

function stash(
  arrays: Record<string, Float64Array | Int32Array>,
  names: Map<string, string>,
  numbers: readonly number[],
): Json {
  const packed = numbers.every(isInt32) ? Int32Array.from(numbers) : Float64Array.from(numbers)
  const content = `${packed.constructor.name} ${sha256(new Uint8Array(packed.buffer))}`
  const name = names.get(content) ?? `a${names.size}`
  names.set(content, name)
  arrays[name] = packed
  return { [marker]: name }
}

function isInt32(value: number): boolean {
  return Object.is(value | 0, value)
}

function fetchArray(arrays: Arrays, name: string): Json {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined
  if (array === undefined) throw new TypeError(`artifact refers to an array "${name}" that it does not hold`)
  return Object.freeze([...array])
}
