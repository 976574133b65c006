import { SluiceError } from '@sluice/expr'

/** No learner of this kind is known. */
export class LearnerUnknown extends SluiceError {
  readonly code = 'learner-unknown'
  readonly kind: string
  readonly kinds: readonly string[]

  constructor(fields: { readonly kind: string; readonly kinds: readonly string[] }) {
    super(
      `there is no learner of kind "${fields.kind}"; known are ${fields.kinds.join(', ')}. ` +
        `If the model was trained by a newer version of Sluice, use that version.`,
    )
    this.kind = fields.kind
    this.kinds = fields.kinds
  }
}
