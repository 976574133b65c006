import type { Forest } from './forest.ts'

/** Gives equal forests one number, by a digest of some leaves and then by comparing them. */
export function forestNumbers(): (forest: Forest) => number {
  const byObject = new Map<Forest, number>()
  const byDigest = new Map<number, { readonly forest: Forest; readonly number: number }[]>()
  return forest => {
    const known = byObject.get(forest)
    if (known !== undefined) return known
    const digest = digestOf(forest)
    const alike = byDigest.get(digest) ?? []
    byDigest.set(digest, alike)
    const number = alike.find(other => isEqual(other.forest, forest))?.number ?? byObject.size
    alike.push({ forest, number })
    byObject.set(forest, number)
    return number
  }
}

function listsOf(forest: Forest): readonly (readonly number[])[] {
  const { base, roots, feature, threshold, flags, left, right, leaves, sets } = forest
  return [[base], roots, feature, threshold, flags, left, right, leaves, ...sets]
}

function isEqual(a: Forest, b: Forest): boolean {
  const [listsA, listsB] = [listsOf(a), listsOf(b)]
  return listsA.length === listsB.length && listsA.every((list, i) => haveEqualItems(list, listsB[i]))
}

function haveEqualItems(a: readonly number[], b: readonly number[] = []): boolean {
  if (a.length !== b.length) return false
  // A plain loop: this is run once, by code that nothing has made fast yet.
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Constants of the hash FNV-1a; the rotation lets the high bits of a double reach the low ones. */
const [start, prime] = [0x81_1c_9d_c5, 0x01_00_01_93]
const mixed = (hash: number, word: number) => Math.imul(((hash << 13) | (hash >>> 19)) ^ word, prime)

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

/** A digest of so many leaves tells forests apart well enough; then they are compared. */
const sample = 100

function digestOf({ roots, leaves, feature }: Forest): number {
  let hash = mixed(mixed(mixed(start, roots.length), leaves.length), feature.length)
  for (const leaf of leaves.slice(0, sample)) {
    double[0] = leaf
    hash = mixed(mixed(hash, words[0] as number), words[1] as number)
  }
  return hash
}
