/**
 * One column of a batch, as the JavaScript back end reads and writes it. Missing is NaN in `number` and
 * `timestamp` (microseconds since 1970 UTC), `null` in `text`, 2 in `boolean` (0 false, 1 true).
 */
export type ColumnData =
  | { readonly type: 'number' | 'timestamp'; readonly values: Float64Array }
  | { readonly type: 'text'; readonly values: readonly (string | null)[] }
  | { readonly type: 'boolean'; readonly values: Uint8Array }
