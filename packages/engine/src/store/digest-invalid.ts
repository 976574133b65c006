import { SluiceError } from '@sluice/expr'

/** A reference's digest is not 64 lower-case hexadecimal digits, so it cannot name anything in a store. */
export class DigestInvalid extends SluiceError {
  readonly code = 'digest-invalid'
  readonly kind: string

  constructor(fields: { readonly kind: string }) {
    super(
      `a reference to ${fields.kind === 'artifact' ? 'an' : 'a'} ${fields.kind} has a digest that is not 64 ` +
        `hexadecimal digits. Pass references on as a step or the store gave them; do not build them by hand.`,
    )
    this.kind = fields.kind
  }
}
