import { call, caseOf, literal, type ExprNode } from '@sluice/expr'
import { polynomialOf } from './polynomial-of.ts'

/** 2π, -(2π)³/3!, (2π)⁵/5! …: the sine of a share of a turn, divided by it, in powers of its square. */
const sine = series(2 * Math.PI, 1)
/** 1, -(2π)²/2!, (2π)⁴/4! …: the cosine in powers of its square. */
const cosine = series(1, 0)

function series(first: number, power: number): readonly number[] {
  const coefficients = [first]
  // Up to an eighth of a turn the tenth term is below a digit.
  for (let at = power + 1; coefficients.length < 10; at += 2) {
    const last = coefficients.at(-1) as number
    coefficients.push((-last * (2 * Math.PI) * (2 * Math.PI)) / (at * (at + 1)))
  }
  return coefficients
}

/**
 * Sine and cosine of a number of turns, by arithmetic alone: every engine gives the same bits. Quarter turns give 0, 1
 * and -1.
 */
export function sineAndCosine(turns: ExprNode): { readonly sine: ExprNode; readonly cosine: ExprNode } {
  const quarters = call('floor', call('add', call('multiply', turns, literal(4)), literal(0.5)))
  const rest = call('subtract', turns, call('multiply', quarters, literal(0.25)))
  const square = call('multiply', rest, rest)
  const [s, c] = [call('multiply', rest, polynomialOf(sine, square)), polynomialOf(cosine, square)]
  const whole = call('multiply', call('floor', call('multiply', quarters, literal(0.25))), literal(4))
  const quadrant = call('subtract', quarters, whole)
  const [minusS, minusC] = [call('negate', s), call('negate', c)]
  return {
    sine: inQuadrant(quadrant, [s, c, minusS, minusC]),
    cosine: inQuadrant(quadrant, [c, minusS, minusC, s]),
  }
}

type Four = readonly [ExprNode, ExprNode, ExprNode, ExprNode]

function inQuadrant(quadrant: ExprNode, [zero, one, two, three]: Four): ExprNode {
  const is = (at: number) => call('equal', quadrant, literal(at))
  return caseOf(
    [
      { when: is(0), then: zero },
      { when: is(1), then: one },
      { when: is(2), then: two },
    ],
    three,
  )
}
