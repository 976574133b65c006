/** One contender: does the whole work once; `peakBytes` when it can tell its own memory. */
export interface Contender {
  readonly name: string
  readonly run: () => Promise<{ readonly peakBytes?: number; readonly result?: unknown }>
}

/** What was measured of one contender. */
export interface Timing {
  readonly name: string
  /** Seconds of each round, in order. */
  readonly seconds: readonly number[]
  readonly peakBytes?: number
}

/**
 * Runs contenders interleaved (a b, b a, a b …) so that a slow moment of the machine hits all of them, after one
 * round that is not counted.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Timing[]> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  const peaks = new Map<string, number>()
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    for (const { name, run } of order) {
      const start = performance.now()
      const { peakBytes } = await run()
      const elapsed = (performance.now() - start) / 1000
      if (round >= 0) times.get(name)?.push(elapsed)
      if (peakBytes !== undefined) peaks.set(name, Math.max(peakBytes, peaks.get(name) ?? 0))
    }
  }
  return contenders.map(({ name }) => {
    const peakBytes = peaks.get(name)
    return { name, seconds: times.get(name) ?? [], ...(peakBytes !== undefined && { peakBytes }) }
  })
}

/** The quickest round: the one that the machine disturbed least. */
export function best({ seconds }: Timing): number {
  return Math.min(...seconds)
}

/** Times as a table with ratios to the contender `base`. */
export function timingTable(timings: readonly Timing[], base: string): string {
  const reference = timings.find(({ name }) => name === base)
  const lines = timings.map(timing => {
    const { name, seconds, peakBytes } = timing
    const sorted = seconds.toSorted((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
    const ratio = reference === undefined ? '' : `× ${(best(timing) / best(reference)).toFixed(2)}`
    const peak = peakBytes === undefined ? '' : `${Math.round(peakBytes / 1e6)} MB`
    return [
      name.padEnd(34),
      best(timing).toFixed(2).padStart(8),
      median.toFixed(2).padStart(8),
      ratio.padStart(9),
      peak.padStart(9),
    ].join(' ')
  })
  return [`${'contender'.padEnd(34)}    min s    med s     ratio      peak`, ...lines].join('\n')
}
