/** One addend per row: a constant, a column times a weight, or the weight that a code points to (-1: none). */
export type Term =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'product'; readonly values: Float64Array; readonly weight: number }
  | { readonly kind: 'pick'; readonly codes: Int32Array; readonly weights: readonly number[] }

const group = 32
const height = 1024

/** Sums of terms for each row, grouped exactly as the expression `sumOf` groups its nodes. */
export function groupedSums(terms: readonly Term[], rows: number): Float64Array {
  const sums = new Float64Array(rows)
  for (let start = 0; start < rows; start += height) {
    sumRange(terms, 0, terms.length, start, sums.subarray(start, Math.min(rows, start + height)))
  }
  return sums
}

function sumRange(terms: readonly Term[], from: number, to: number, start: number, out: Float64Array): void {
  if (to - from <= group) {
    put(terms[from] as Term, start, out)
    for (let i = from + 1; i < to; i++) add(terms[i] as Term, start, out)
    return
  }
  let span = group
  while (span * group < to - from) span *= group
  sumRange(terms, from, from + span, start, out)
  const part = new Float64Array(out.length)
  for (let next = from + span; next < to; next += span) {
    sumRange(terms, next, Math.min(to, next + span), start, part)
    for (let r = 0; r < out.length; r++) out[r] = (out[r] as number) + (part[r] as number)
  }
}

function put(term: Term, start: number, out: Float64Array): void {
  if (term.kind === 'constant') out.fill(term.value)
  else if (term.kind === 'product') {
    const { values, weight } = term
    for (let r = 0; r < out.length; r++) out[r] = (values[start + r] as number) * weight
  } else {
    const { codes, weights } = term
    for (let r = 0; r < out.length; r++) out[r] = picked(weights, codes[start + r] as number)
  }
}

function add(term: Term, start: number, out: Float64Array): void {
  if (term.kind === 'constant') for (let r = 0; r < out.length; r++) out[r] = (out[r] as number) + term.value
  else if (term.kind === 'product') {
    const { values, weight } = term
    for (let r = 0; r < out.length; r++) out[r] = (out[r] as number) + (values[start + r] as number) * weight
  } else {
    const { codes, weights } = term
    for (let r = 0; r < out.length; r++) {
      out[r] = (out[r] as number) + picked(weights, codes[start + r] as number)
    }
  }
}

function picked(weights: readonly number[], code: number): number {
  return code < 0 ? 0 : (weights[code] as number)
}
