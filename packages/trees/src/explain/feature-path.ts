/**
 * The inputs that a path from a root has asked, each once, and the weights of their subsets by size: the state of
 * Lundberg, Erion and Lee, "Consistent individualized feature attribution for tree ensembles" (2018), algorithm 2.
 * Paths of deeper nodes lie behind those of their parents in the same arrays; `at` is where a path begins and `length`
 * how many entries it has.
 */
export interface FeaturePath {
  readonly feature: Int32Array
  /** The share of rows that takes this branch when the input is not known. */
  readonly zero: Float64Array
  /** 1 when the row takes this branch, else 0. */
  readonly one: Float64Array
  readonly weight: Float64Array
}

/** Room for the paths of trees up to a depth, over a number of inputs. */
export function featurePath(depth: number, inputs: number): FeaturePath {
  const size = (depth + 2) * (Math.min(depth, inputs) + 2)
  return {
    feature: new Int32Array(size),
    zero: new Float64Array(size),
    one: new Float64Array(size),
    weight: new Float64Array(size),
  }
}

/** Copies a path behind itself and gives where the copy begins. */
export function copied({ feature, zero, one, weight }: FeaturePath, at: number, length: number): number {
  const to = at + length
  for (let i = 0; i < length; i++) {
    feature[to + i] = feature[at + i] as number
    zero[to + i] = zero[at + i] as number
    one[to + i] = one[at + i] as number
    weight[to + i] = weight[at + i] as number
  }
  return to
}

/** Adds an input to a path of `length` entries. */
export function extend(
  path: FeaturePath,
  at: number,
  length: number,
  entry: { readonly feature: number; readonly zero: number; readonly one: number },
): void {
  const { weight } = path
  path.feature[at + length] = entry.feature
  path.zero[at + length] = entry.zero
  path.one[at + length] = entry.one
  weight[at + length] = length === 0 ? 1 : 0
  for (let i = length - 1; i >= 0; i--) {
    const own = weight[at + i] as number
    weight[at + i + 1] = (weight[at + i + 1] as number) + (entry.one * own * (i + 1)) / (length + 1)
    weight[at + i] = (entry.zero * own * (length - i)) / (length + 1)
  }
}

/** Takes the entry `index` out of a path of `length` entries. */
export function unwind(path: FeaturePath, at: number, length: number, index: number): void {
  const { feature, zero, one, weight } = path
  const last = length - 1
  const [z, o] = [zero[at + index] as number, one[at + index] as number]
  let next = weight[at + last] as number
  for (let i = last - 1; i >= 0; i--) {
    if (o !== 0) {
      const own = weight[at + i] as number
      weight[at + i] = (next * length) / ((i + 1) * o)
      next = own - ((weight[at + i] as number) * z * (last - i)) / length
    } else {
      weight[at + i] = ((weight[at + i] as number) * length) / (z * (last - i))
    }
  }
  for (let i = index; i < last; i++) {
    feature[at + i] = feature[at + i + 1] as number
    zero[at + i] = zero[at + i + 1] as number
    one[at + i] = one[at + i + 1] as number
  }
}

/** The sum of the weights that a path would have without the entry `index`. */
export function unwoundSum(path: FeaturePath, at: number, length: number, index: number): number {
  const { weight } = path
  const last = length - 1
  const [z, o] = [path.zero[at + index] as number, path.one[at + index] as number]
  let total = 0
  if (o === 0) {
    for (let i = last - 1; i >= 0; i--) total += ((weight[at + i] as number) * length) / (z * (last - i))
    return total
  }
  let next = weight[at + last] as number
  for (let i = last - 1; i >= 0; i--) {
    const own = (next * length) / ((i + 1) * o)
    total += own
    next = (weight[at + i] as number) - (own * z * (last - i)) / length
  }
  return total
}
