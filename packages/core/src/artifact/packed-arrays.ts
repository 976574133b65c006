import type { Json } from '../data/refs.ts'
import type { Arrays, StoredArtifact } from './artifact-store.ts'

const shortest = 64
const marker = '$array'

/** Moves long arrays of finite numbers out of a JSON value into binary arrays (exact, half the size). */
export function packArrays(value: Json): StoredArtifact {
  const arrays: Record<string, Float64Array> = {}
  const pack = (node: Json): Json => {
    if (Array.isArray(node)) return packList(node)
    if (typeof node !== 'object' || node === null) return node
    if (marker in node) throw new TypeError(`a field named "${marker}" cannot be stored in an artifact`)
    return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, pack(child)]))
  }
  const packList = (list: readonly Json[]) => (isLongNumeric(list) ? stash(arrays, list) : list.map(pack))
  return { manifest: pack(value), arrays }
}

/** The inverse of {@link packArrays}. */
export function unpackArrays({ manifest, arrays }: StoredArtifact): Json {
  const unpack = (node: Json): Json => {
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map(unpack)
    const reference = (node as { readonly [name: string]: Json })[marker]
    if (reference !== undefined) return fetchArray(arrays, String(reference))
    return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, unpack(child)]))
  }
  return unpack(manifest)
}

function isLongNumeric(node: readonly Json[]): node is readonly number[] {
  // JSON text cannot tell -0 from 0 but the binary form can, so only the length decides.
  return node.length >= shortest && node.every(item => typeof item === 'number' && Number.isFinite(item))
}

function stash(arrays: Record<string, Float64Array>, numbers: readonly number[]): Json {
  const name = `a${Object.keys(arrays).length}`
  arrays[name] = Float64Array.from(numbers)
  return { [marker]: name }
}

function fetchArray(arrays: Arrays, name: string): Json {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined
  if (array === undefined) throw new TypeError(`artifact refers to an array "${name}" that it does not hold`)
  return [...array]
}
