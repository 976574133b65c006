import { caseOf } from '../node/build.ts'
import type { CaseNode, DataType } from '../node/node.ts'
import { exprOf, nodeOf, operandNode, operandType, type Operand } from './build-expr.ts'
import type { Bool, ColumnOf, Expr } from './expr.ts'

/** The TypeScript type of an operand's value. */
type ValueOf<V> = V extends Expr<infer T> ? T : V

/** Operands of the type that the first branch has. */
type Like<T> = [Exclude<T, null>] extends [number]
  ? number | Expr<number | null>
  : [Exclude<T, null>] extends [string]
    ? string | Expr<string | null>
    : [Exclude<T, null>] extends [boolean]
      ? boolean | Expr<boolean | null>
      : Date | Expr<Date | null>

/** A condition that waits for its value. */
export interface Then<T> {
  then<E extends Like<T>>(value: E): Otherwise<T | ValueOf<E>>
}

/** Conditions and values so far. */
export interface Otherwise<T> {
  /** Another condition, asked when those before are not true. */
  when(condition: Bool<null>): Then<T>
  /** The value when no condition is true. */
  otherwise<E extends Like<T>>(value: E): ColumnOf<T | ValueOf<E>>
}

/**
 * A value that depends on conditions; the first that is true wins, a missing one is not true.
 *
 * `when(c.age.atLeast(65)).then('senior').when(c.age.atLeast(18)).then('adult').otherwise('child')`
 */
export function when(condition: Bool<null>): { then<E extends Operand>(value: E): Otherwise<ValueOf<E>> } {
  return { then: value => branching([{ condition, value }]) }
}

interface Branch {
  readonly condition: Bool<null>
  readonly value: Operand
}

function branching<T>(branches: readonly Branch[]): Otherwise<T> {
  return {
    when: condition => ({ then: value => branching([...branches, { condition, value: value }]) }),
    otherwise: value => exprOf(caseNode(branches, value as Operand)),
  }
}

function caseNode(branches: readonly Branch[], otherwise: Operand): CaseNode {
  const values = [...branches.map(({ value }) => value), otherwise]
  const type = values.reduce<DataType | undefined>((known, value) => known ?? operandType(value), undefined)
  return caseOf(
    branches.map(({ condition, value }) => ({
      when: nodeOf(condition, 'boolean'),
      then: operandNode(value, type),
    })),
    operandNode(otherwise, type),
  )
}
