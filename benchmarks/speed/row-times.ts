/** What single rows took, in microseconds. */
export interface RowTimes {
  readonly p50: number
  readonly p99: number
  /** Processor time of a row, on average. */
  readonly cpu: number
}

/** Times one row after another. */
export function rowTimes<R>(row: (values: R) => unknown, rows: readonly R[]): RowTimes {
  const taken = new Float64Array(rows.length)
  const before = process.cpuUsage()
  rows.forEach((values, i) => {
    const start = performance.now()
    row(values)
    taken[i] = (performance.now() - start) * 1000
  })
  const used = process.cpuUsage(before)
  taken.sort()
  const at = (share: number) => taken[Math.floor(share * taken.length)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), cpu: (used.user + used.system) / rows.length }
}
