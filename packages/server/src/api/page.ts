/** A page of a list: `next` is the cursor of the page behind it, absent on the last. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}
