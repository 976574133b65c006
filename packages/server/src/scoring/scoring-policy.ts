/** What happens to a row that a model was not trained for. */
export type RowReaction = 'refuse' | 'report' | 'accept'

/**
 * What is done about rows that are not as the model's schema says: `refuse` gives the row an error and no score,
 * `report` scores it with a warning, `accept` says nothing.
 */
export interface ScoringPolicy {
  /** A column that the model reads is not in the row; what is there as `null` is not absent. Default `refuse`. */
  readonly absent: RowReaction
  /** A column that the model does not read. Default `refuse`: it is probably misspelt. */
  readonly unknown: RowReaction
  /** A value that training did not see: an unknown category, a number outside of the training range. Default `report`. */
  readonly outOfDomain: RowReaction
}

/** The defaults of {@link ScoringPolicy}. */
export const strictPolicy: ScoringPolicy = { absent: 'refuse', unknown: 'refuse', outOfDomain: 'report' }
