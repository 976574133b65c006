import { SluiceError } from '@sluice/expr'

/** A search ended without a trial that has a value of the metric. */
export class SearchEmpty extends SluiceError {
  readonly code = 'search-empty'
  readonly metric: string

  constructor(fields: { readonly metric: string }) {
    super(
      `no trial of the search has a value of "${fields.metric}": the metric is undefined for these rows (one class?), ` +
        `or the time was used up at once. Choose another metric, or more minutes.`,
    )
    this.metric = fields.metric
  }
}
