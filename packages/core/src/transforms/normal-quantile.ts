import { call, caseOf, literal, type ExprNode } from '@sluice/expr'
import { polynomialOf } from './polynomial-of.ts'

/** Coefficients of a ratio of polynomials, the constant first. */
interface Ratio {
  readonly over: readonly number[]
  readonly under: readonly number[]
}

// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988).
const centre: Ratio = {
  over: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  under: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
}
const tail: Ratio = {
  over: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  under: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
}
/** Where the distance of a share from one half ends the centre, and where a tail's variable starts. */
const [centreWidth, tailStart] = [0.425, 1.6]

/**
 * The value below which a share of a standard normal distribution lies, for shares within 2e-11 of neither 0 nor 1.
 * Relative error about 1e-16: arithmetic only within 0.425 of one half, beyond it of a logarithm.
 */
export function normalQuantile(share: ExprNode): ExprNode {
  const off = call('subtract', share, literal(0.5))
  const near = call('subtract', literal(centreWidth ** 2), call('multiply', off, off))
  const inner = call('multiply', off, ratio(centre, near))
  const below = call('less', off, literal(0))
  const rest = caseOf([{ when: below, then: share }], call('subtract', literal(1), share))
  const far = call('subtract', call('sqrt', call('negate', call('ln', rest))), literal(tailStart))
  const outer = ratio(tail, far)
  return caseOf(
    [
      { when: call('lessOrEqual', call('abs', off), literal(centreWidth)), then: inner },
      { when: below, then: call('negate', outer) },
    ],
    outer,
  )
}

function ratio({ over, under }: Ratio, at: ExprNode): ExprNode {
  return call('divide', polynomialOf(over, at), polynomialOf(under, at))
}
