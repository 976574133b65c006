import { SluiceError } from '@sluice/expr'

/** One part of a model that has no exact equivalent. */
export interface UnsupportedPart {
  /** Where in the model: a node, a tree, a field. */
  readonly where: string
  /** What is there, such as the name of an operator. */
  readonly what: string
  readonly why: string
}

const listed = 20

/** A model is whole, but has parts that no expression gives the same result for. */
export class ModelUnsupported extends SluiceError {
  readonly code = 'model-unsupported'
  readonly format: string
  readonly parts: readonly UnsupportedPart[]

  constructor(fields: {
    readonly format: string
    readonly parts: readonly UnsupportedPart[]
    /** What to do instead. */
    readonly instead: string
  }) {
    const { format, parts, instead } = fields
    const shown = parts.slice(0, listed).map(({ where, what, why }) => `  ${where}: ${what}: ${why}`)
    const more = parts.length > listed ? [`  and ${parts.length - listed} more`] : []
    super(
      `the ${format} model has parts without an equivalent:\n${[...shown, ...more].join('\n')}\n${instead}`,
    )
    this.format = format
    this.parts = parts
  }
}
