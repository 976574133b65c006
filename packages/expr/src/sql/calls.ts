import type { CallNode, ExprNode, Op } from '../node/node.ts'
import { neverMissing } from '../node/never-missing.ts'
import { typeOf } from '../node/type-of.ts'
import type { Dialect } from './dialect.ts'
import type { Piece, Settle } from './piece.ts'
import { filled } from './template.ts'

/** Arithmetic over which NaN may pass through, as NULL does. */
const passesNaN: ReadonlySet<Op> = new Set<Op>([
  ...(['add', 'subtract', 'multiply', 'divide', 'negate', 'abs', 'sqrt', 'floor', 'ceil'] as const),
  ...(['exp', 'ln', 'log1p', 'sigmoid'] as const),
])

interface CallScope {
  readonly settled: Settle
  /** True when the operation itself can make NaN of the arguments. */
  readonly makesNaN: boolean
}

/** An operation over its arguments. */
export function callPiece(dialect: Dialect, node: CallNode, args: readonly Piece[], scope: CallScope): Piece {
  const { op } = node
  if (passesNaN.has(op)) {
    const [, divisor] = node.args
    const plain = op === 'divide' && isOtherThanZero(divisor) ? '({0} / {1})' : dialect.ops[op]
    const sql = filled(
      plain,
      args.map(({ tree: part }) => part),
    )
    return { tree: sql, nan: scope.makesNaN || args.some(({ nan }) => nan) }
  }
  if (op === 'smallest' || op === 'largest') return extremePiece(dialect, node, args, scope)
  const parts = args.map(scope.settled)
  const text = typeOf(node.args[0] as ExprNode) === 'text' ? dialect.textOps[op] : undefined
  return { tree: filled(text ?? dialect.ops[op], parts), nan: false }
}

function isOtherThanZero(node: ExprNode | undefined): boolean {
  return node?.kind === 'literal' && node.value !== null && node.value !== 0
}

/** SQL's `least` and `greatest` pass over NULL; ours do not. Nested ones test for NULL once. */
function extremePiece(
  dialect: Dialect,
  { op, args }: CallNode,
  parts: readonly Piece[],
  scope: CallScope,
): Piece {
  const present = parts.flatMap((part, i) => {
    if (part.extreme !== undefined) return part.extreme.present
    const arg = args[i] as ExprNode
    return neverMissing(arg) ? [] : [scope.settled(part)]
  })
  const choices = parts.map(part => part.extreme?.best ?? scope.settled(part))
  const call = filled(dialect.ops[op], choices)
  const nested = new Set(parts.flatMap(part => part.extreme?.best ?? []))
  // One list of pieces, so that an argument of a nested one is seen to be repeated.
  const best = {
    pieces: call.pieces.flatMap(piece =>
      typeof piece !== 'string' && nested.has(piece) ? piece.pieces : [piece],
    ),
    atom: false,
  }
  if (present.length === 0) return { tree: best, nan: false, extreme: { present, best } }
  const tests = present.flatMap((part, i) => [i === 0 ? '' : ' AND ', part, ' IS NOT NULL'])
  const sql = { pieces: ['CASE WHEN ', ...tests, ' THEN ', ...best.pieces, ' END'], atom: false }
  return { tree: sql, nan: false, extreme: { present, best } }
}

/** A CASE; the arguments are conditions and values in turn, then the value when no condition is true. */
export function casePiece(args: readonly Piece[], settled: Settle): Piece {
  const otherwise = args.at(-1) as Piece
  const thens = args.filter((_, i) => i % 2 === 1)
  if (thens.length === 0) return otherwise
  const branches = thens.flatMap((then, i) => [' WHEN ', settled(args[2 * i] as Piece), ' THEN ', then.tree])
  return {
    tree: { pieces: ['CASE', ...branches, ' ELSE ', otherwise.tree, ' END'], atom: false },
    nan: [...thens, otherwise].some(({ nan }) => nan),
  }
}
