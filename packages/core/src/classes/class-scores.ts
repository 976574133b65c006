import { call, caseOf, literal, lookup, sumOf, type ExprNode } from '@sluice/expr'

/** What is said of a row that may be of several classes. */
export interface ClassScores {
  /** Log-odds of the most probable class against all others: how sure the model is of it. */
  readonly margin: ExprNode
  /** Position of the most probable class; of equally probable ones the first. */
  readonly best: ExprNode
}

/** The most probable class and the log-odds that it is right, of margins whose softmax are the probabilities. */
export function classScores(margins: readonly ExprNode[]): ClassScores {
  const top = call('largest', ...margins)
  const best = caseOf(
    margins.slice(0, -1).map((margin, i) => ({ when: call('equal', margin, top), then: literal(i) })),
    literal(margins.length - 1),
  )
  // Relative to the best, so that nothing overflows; without the best itself, so that nothing cancels.
  const others = margins.map((margin, i) =>
    caseOf(
      [{ when: call('equal', best, literal(i)), then: literal(0) }],
      call('exp', call('subtract', margin, top)),
    ),
  )
  return { margin: call('negate', call('ln', sumOf(others))), best }
}

/** The name of the class at a position. */
export function className(best: ExprNode, names: readonly string[]): ExprNode {
  const keys = names.map((_, i) => i)
  return lookup({ input: best, type: 'text', keys, values: names, missing: null, unknown: null })
}
