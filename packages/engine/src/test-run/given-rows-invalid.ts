import { SluiceError } from '@sluice/core'

/** Rows that a test gives for a dataset do not say what type a column has. */
export class GivenRowsInvalid extends SluiceError {
  readonly code = 'given-rows-invalid'
  readonly column: string

  constructor({ column, found }: { readonly column: string; readonly found: readonly string[] }) {
    const types = [...new Set(found)].join(' and ')
    super(
      found.length === 0
        ? `column "${column}" of a dataset for a test has no value to tell its type. Name it: dataset(rows, { ${column}: 'number' })`
        : `column "${column}" of a dataset for a test has values of type ${types}. Give values of one type.`,
    )
    this.column = column
  }
}
