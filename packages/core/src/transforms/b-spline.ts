/** A polynomial by its coefficients, the constant first. */
export type Polynomial = readonly number[]

/**
 * The B-splines of a degree over knots: per spline one polynomial for each interval between neighbouring knots, in the
 * distance from the start of that interval. There are `knots.length - 1 + degree` splines. Knots beyond the ends lie at
 * the distance of the first two and of the last two, as in scikit-learn (after Eilers and Marx).
 */
export function bSplines(knots: readonly number[], degree: number): readonly (readonly Polynomial[])[] {
  const all = extended(knots, degree)
  const intervals = knots.slice(1).map((_, i) => i + degree)
  const known = new Map<string, Polynomial>()
  const piece = (spline: number, order: number, at: number): Polynomial => {
    if (order === 0) return spline === at ? [1] : []
    if (at < spline || at > spline + order) return []
    const key = `${spline} ${order} ${at}`
    const found = known.get(key) ?? joined(spline, order, at)
    known.set(key, found)
    return found
  }
  // The recursion of Cox and de Boor.
  const joined = (spline: number, order: number, at: number): Polynomial => {
    const knot = (i: number) => all[i] as number
    const rise = knot(spline + order) - knot(spline)
    const fall = knot(spline + order + 1) - knot(spline + 1)
    const start = knot(at)
    return sum(
      times(piece(spline, order - 1, at), [(start - knot(spline)) / rise, 1 / rise]),
      times(piece(spline + 1, order - 1, at), [(knot(spline + order + 1) - start) / fall, -1 / fall]),
    )
  }
  return Array.from({ length: knots.length - 1 + degree }, (_, spline) =>
    intervals.map(at => piece(spline, degree, at)),
  )
}

function extended(knots: readonly number[], degree: number): readonly number[] {
  const [first, second] = knots as readonly [number, number]
  const [before, last] = knots.slice(-2) as unknown as readonly [number, number]
  const steps = Array.from({ length: degree }, (_, i) => i + 1)
  return [
    ...steps.toReversed().map(step => first - step * (second - first)),
    ...knots,
    ...steps.map(step => last + step * (last - before)),
  ]
}

function sum(a: Polynomial, b: Polynomial): Polynomial {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0))
}

function times(a: Polynomial, [constant, slope]: readonly [number, number]): Polynomial {
  if (a.length === 0) return []
  return Array.from({ length: a.length + 1 }, (_, i) => (a[i] ?? 0) * constant + (a[i - 1] ?? 0) * slope)
}
