/** A set of `trees.py`: columns, the number of categories of each (0 for numbers), and the target. */
export interface TreesData {
  readonly columns: readonly Float64Array[]
  readonly sizes: readonly number[]
  readonly target: Float64Array
}

// As `mix` of trees.py, which the losses there depend on.
function mix(a: number, b: number): number {
  let x = Math.imul(a, 0x9e_37_79_b1) ^ b
  x = Math.imul(x ^ (x >>> 16), 0x85_eb_ca_6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2_b2_ae_35)
  return (x ^ (x >>> 16)) >>> 0
}

const even = (seed: number, i: number) => mix(seed, i) / 4_294_967_296
const bell = (seed: number, i: number) => (even(seed, i) + even(seed + 1, i) + even(seed + 2, i) - 1.5) * 2
const code = (seed: number, i: number, size: number) => Math.floor(even(seed, i) * size)
const chance = (i: number, z: number) => Number(even(900, i) < 0.5 + z / (2 * (1 + Math.abs(z))))

/** Row `i` of a set: its columns and its target. */
type MakeRow = (x: number[], i: number) => readonly [readonly number[], number]

const numbers: MakeRow = (x, i) => {
  const [a, b, c, d, e] = x as [number, number, number, number, number]
  return [x, chance(i, (a + b * c - d * d * 0.5 + e * 0.25) * 1.5)]
}

const missing: MakeRow = (x, i) => {
  const [a, b, c, d, e, f, ...rest] = x as [number, number, number, number, number, number, ...number[]]
  const lost = even(800, i) < 0.5 + f / 6
  const z = a + b * c + e * 0.5 + (lost ? 0.7 : 0)
  const e2 = even(801, i) < 0.3 ? Number.NaN : e
  return [[a, lost ? Number.NaN : b, c, d, e2, f, ...rest], chance(i, z)]
}

const categories: MakeRow = (x, i) => {
  const [first, second, third] = x as [number, number, number]
  const [a, b, c] = [code(700, i, 120), code(701, i, 6), code(702, i, 3)]
  const z = (mix(55, a) / 4_294_967_296 - 0.5) * 3 + (b === 2 ? first : -first) + (c === 1 ? 0.5 : 0)
  return [[first, second, third, a, b, c], chance(i, z)]
}

const rare: MakeRow = (x, i) => {
  const [a, b, c, d] = x as [number, number, number, number]
  return [x, chance(i, Math.max((a + b * c + d - 2.5) * 4, -30))]
}

const amounts: MakeRow = (x, i) => {
  const [a, b, c, d] = x as [number, number, number, number]
  return [x, a * 3 + b * c * 2 + bell(900, i) * (1 + d * d)]
}

const counts: MakeRow = (x, i) => {
  const [a, b] = x as [number, number]
  return [x, Math.floor((a + 3) * (b + 3) * 0.1 * even(900, i) * 2 + even(901, i))]
}

const classes: MakeRow = (x, i) => {
  const [a, b, c] = x as [number, number, number]
  const z = a + b * c + bell(900, i) * 0.7
  return [x, Number(z > -0.5) + Number(z > 0.8)]
}

const sets: Readonly<Record<string, MakeRow>> = { numbers, missing, categories, rare, amounts, counts, classes }

/** The data of a case of `trees.py`. */
export function treesData(name: string, rows: number): TreesData {
  const make = sets[name] as MakeRow
  const made = Array.from({ length: rows }, (_, i) =>
    make(
      Array.from({ length: 8 }, (_, k) => bell(10 * k, i)),
      i,
    ),
  )
  const width = made[0]?.[0].length ?? 0
  const sizes = Array.from({ length: width }, () => 0)
  if (name === 'categories') sizes.splice(3, 3, 120, 6, 3)
  return {
    columns: sizes.map((_, k) => Float64Array.from(made, ([row]) => row[k] as number)),
    sizes,
    target: Float64Array.from(made, ([, target]) => target),
  }
}
