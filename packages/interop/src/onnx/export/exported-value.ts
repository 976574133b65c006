import type { GraphDraft } from './graph-draft.ts'

/**
 * An expression in a graph, as tensors of `[rows, 1]` (constants `[1, 1]`). A missing number is NaN, a missing text is
 * empty. A boolean is two tensors: whether it is true, and whether it is false; it is missing when neither holds.
 */
export type ExportedValue = ExportedNumber | ExportedText | ExportedBoolean

/** A number, or an instant in microseconds. */
export interface ExportedNumber {
  readonly kind: 'number'
  readonly name: string
}

/** A text. */
export interface ExportedText {
  readonly kind: 'text'
  readonly name: string
}

/** A boolean. */
export interface ExportedBoolean {
  readonly kind: 'boolean'
  readonly yes: string
  readonly no: string
}

/** A number in the graph that is the same for all rows. */
export function constantNumber(graph: GraphDraft, value: number | null): ExportedNumber {
  return { kind: 'number', name: graph.doubles([value ?? Number.NaN], [1, 1]) }
}

/** Whether a value is missing, as a tensor of booleans. */
export function isMissing(graph: GraphDraft, value: ExportedValue): string {
  switch (value.kind) {
    case 'number':
      return graph.node('IsNaN', [value.name])
    case 'text':
      return graph.node('Equal', [value.name, graph.texts([''], [1, 1])])
    case 'boolean':
      return graph.node('Not', [graph.node('Or', [value.yes, value.no])])
  }
}

/** `yes` where a condition holds, else `no`, which are of one kind. */
export function chosen(
  graph: GraphDraft,
  condition: string,
  yes: ExportedValue,
  no: ExportedValue,
): ExportedValue {
  if (yes.kind === 'boolean' && no.kind === 'boolean') {
    const pick = (a: string, b: string) =>
      graph.node('Or', [
        graph.node('And', [condition, a]),
        graph.node('And', [graph.node('Not', [condition]), b]),
      ])
    return { kind: 'boolean', yes: pick(yes.yes, no.yes), no: pick(yes.no, no.no) }
  }
  if (yes.kind === 'boolean' || no.kind === 'boolean') throw new TypeError('a choice between kinds')
  return { kind: yes.kind, name: graph.node('Where', [condition, yes.name, no.name]) }
}
