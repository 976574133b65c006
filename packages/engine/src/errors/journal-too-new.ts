import { SluiceError } from '@sluice/core'

/** The journal was written by a newer version of Sluice than this one. */
export class JournalTooNew extends SluiceError {
  readonly code = 'journal-too-new'
  readonly file: string

  constructor(fields: { readonly file: string; readonly found: number; readonly known: number }) {
    super(
      `${fields.file} has schema version ${fields.found}, this Sluice knows versions up to ${fields.known}. ` +
        `Update Sluice; nothing was changed.`,
    )
    this.file = fields.file
  }
}
