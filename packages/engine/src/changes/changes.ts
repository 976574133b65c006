/** Something that was recorded, whoever did it: an event of a run, of a model, of a schedule or of an incident. */
export interface Change {
  readonly of: 'run' | 'model' | 'schedule' | 'incident'
  /** The run's id, the model's name, the pipeline, or the incident's id. */
  readonly subject: string
  /** The kind of the event, such as `step-finished`. */
  readonly kind: string
  /** The client of a run, a schedule or, where it is of one, an incident; a model's name says it. */
  readonly deployment?: string
  /** The backfill that a schedule's event is about. */
  readonly backfill?: string
  /** After this change. */
  readonly position: string
}

/** A page of changes. */
export interface ChangePage {
  readonly changes: readonly Change[]
  /** After all of them: where to go on. */
  readonly position: string
  readonly more: boolean
}

/** What is recorded, in an order that nothing is added to in its past, over all processes on the records. */
export interface Changes {
  /** The position after all there is. */
  latest(): Promise<string>
  /** Changes after `from` up to `to`, or up to now; at most `limit`. */
  between(from: string, range: { readonly to?: string; readonly limit: number }): Promise<ChangePage>
  /** True for a position of these records that is not after `latest`; any text may be asked about. */
  isUpTo(position: string, latest: string): boolean
}
