/** What people should know about a model that no number says; written by its owner. */
export interface ModelCard {
  /** What the scores are for. */
  readonly intendedUse?: string
  /** Who answers for the model. */
  readonly owner?: string
  /** What it is not good for, or not to be used for. */
  readonly limits?: readonly string[]
}
