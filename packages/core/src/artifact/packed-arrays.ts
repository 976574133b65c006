import { sha256 } from '../digest/sha256.ts'
import type { Json } from '../data/refs.ts'
import type { Arrays, StoredArtifact } from './artifact-store.ts'

const shortest = 64
const marker = '$array'

/**
 * Moves long arrays of finite numbers out of a JSON value into binary arrays (exact, half the size). Equal arrays are
 * kept once: the expressions of a model hold the same trees several times.
 */
export function packArrays(value: Json): StoredArtifact {
  const arrays: Record<string, Float64Array | Int32Array> = {}
  const names = new Map<string, string>()
  const pack = (node: Json): Json => {
    if (Array.isArray(node)) return packList(node)
    if (typeof node !== 'object' || node === null) return node
    if (marker in node) throw new TypeError(`a field named "${marker}" cannot be stored in an artifact`)
    return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, pack(child)]))
  }
  const packList = (list: readonly Json[]) =>
    isLongNumeric(list) ? stash(arrays, names, list) : list.map(pack)
  return { manifest: pack(value), arrays }
}

/** The inverse of {@link packArrays}; equal arrays come back as one frozen array. */
export function unpackArrays({ manifest, arrays }: StoredArtifact): Json {
  const lists = new Map<string, Json>()
  const unpack = (node: Json): Json => {
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map(unpack)
    const reference = (node as { readonly [name: string]: Json })[marker]
    if (reference !== undefined) {
      const name = String(reference)
      const list = lists.get(name) ?? fetchArray(arrays, name)
      lists.set(name, list)
      return list
    }
    return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, unpack(child)]))
  }
  return unpack(manifest)
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
