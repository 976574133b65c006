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

/** How `sluice serve` answers requests for scores. */
export interface ScoringConfig {
  /** What differs from the defaults of {@link ScoringPolicy}. */
  readonly policy?: Partial<ScoringPolicy>
  /** Rows of a request at most; default 1000. */
  readonly mostRows?: number
  /** Whether scored rows become datasets of the pipeline `<model>.online`, for drift checks; default false. */
  readonly log?: boolean
  /** Share of the requests that are kept, above 0 to 1; default 1. */
  readonly logShare?: number
  /** The alias of a model, such as `challenger`, that scores the same rows without being heard; needs `log`. */
  readonly shadow?: string
}

/** What is wrong with settings of scoring, each as a sentence that begins with where. */
export function scoringProblems({
  mostRows = 1,
  logShare = 1,
  shadow,
  log,
}: ScoringConfig): readonly string[] {
  return [
    ...(Number.isInteger(mostRows) && mostRows >= 1 && mostRows <= 100_000
      ? []
      : [`server.scoring.mostRows is ${String(mostRows)}: write a whole number from 1 to 100000`]),
    ...(logShare > 0 && logShare <= 1
      ? []
      : [`server.scoring.logShare is ${String(logShare)}: write a number above 0 and at most 1`]),
    ...(shadow === undefined || log === true
      ? []
      : [`server.scoring.shadow is "${shadow}" and nothing keeps its scores: write log: true`]),
  ]
}
