/** A number that a step of an earlier run of the same pipeline and deployment left behind. */
export interface HistoryPoint {
  readonly run: string
  readonly asOf: Date
  readonly value: number
  /** Somebody said that what the run found was expected: it is how things are now. */
  readonly expected?: boolean
  /** The run is known to have been bad: nothing is learned from it. */
  readonly excluded?: boolean
  /** What belongs to the value, as JSON text of a few kilobytes at most, such as the parts it is the sum of. */
  readonly detail?: string
}

/** Metrics of past runs, for checks that compare with them. */
export interface History {
  /** Values of `metric` recorded by this step in successful earlier runs, oldest first, this run left out. */
  read(metric: string, limit?: number): Promise<readonly HistoryPoint[]>
  /**
   * Values of `metric` that the same step of other deployments of the pipeline recorded in successful runs, one series
   * for each, oldest first. Absent where there is nobody to borrow from.
   */
  siblings?(metric: string): Promise<readonly (readonly HistoryPoint[])[]>
  /** Tests against history that the deployment makes on a day, in all its pipelines; absent where that is not known. */
  testsPerDay?(): Promise<number | undefined>
  /** Records a value of this run, with its detail; it becomes history when the run succeeds. */
  record(metric: string, value: number, detail?: string): Promise<void>
}
