import type { DatasetRef } from '../../data/refs.ts'

/** A row of a dataset as an element: times as ISO text, gaps as null. */
export type ElementRow = Readonly<Record<string, string | number | boolean | null>>

/** What is mapped over: a list, or a dataset with a row per element. */
export type Mappable = readonly unknown[] | DatasetRef

/** One of the elements of `O`. */
export type ElementOf<O> = O extends readonly (infer E)[] ? E : O extends DatasetRef ? ElementRow : never

/** How an element is told from the others: a text made of it, or the name of a field or column. */
export type ElementKey<E> = ((element: E) => string) | (E extends object ? keyof E & string : never)
