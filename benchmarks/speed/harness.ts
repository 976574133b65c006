/** What one round of a contender took. */
export interface Round {
  readonly seconds: number
  /** Processor time of all threads: what a busy machine disturbs least. */
  readonly cpuSeconds?: number
  readonly peakBytes?: number
}

/** One contender: does the whole work once. Round 0 is the first, whose times are not counted. */
export interface Contender {
  readonly name: string
  readonly run: (round: number) => Promise<Round>
}

/** What was measured of one contender. */
export interface Timing {
  readonly name: string
  readonly rounds: readonly Round[]
}

/**
 * Runs contenders interleaved (a b, b a, a b …) so that a slow moment of the machine hits all of them, after one
 * round that is not counted.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Timing[]> {
  const measured = new Map(contenders.map(({ name }) => [name, [] as Round[]]))
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    for (const { name, run } of order) {
      const one = await run(round)
      process.stderr.write(`${name}, round ${round}: ${roundText(one)}\n`)
      if (round > 0) measured.get(name)?.push(one)
    }
  }
  return contenders.map(({ name }) => ({ name, rounds: measured.get(name) ?? [] }))
}

function roundText({ seconds, cpuSeconds }: Round): string {
  return `${seconds.toFixed(2)} s${cpuSeconds === undefined ? '' : `, CPU ${cpuSeconds.toFixed(2)} s`}`
}

/** The quickest round: the one that the machine disturbed least. */
export function best({ rounds }: Timing): number {
  return Math.min(...rounds.map(({ seconds }) => seconds))
}

/** The least processor time of a round; infinite where none was measured. */
export function leastCpu({ rounds }: Timing): number {
  return Math.min(...rounds.map(({ cpuSeconds = Infinity }) => cpuSeconds))
}

/** Times as a table with ratios to the contender `base`. */
export function timingTable(timings: readonly Timing[], base: string): string {
  const reference = timings.find(({ name }) => name === base)
  const lines = timings.map(timing => {
    const against = (of: (timing: Timing) => number) =>
      reference === undefined ? '' : `× ${(of(timing) / of(reference)).toFixed(2)}`
    const cpu = leastCpu(timing)
    const peak = Math.max(0, ...timing.rounds.flatMap(({ peakBytes }) => peakBytes ?? []))
    return row(timing.name, [
      best(timing).toFixed(2),
      median(timing.rounds.map(({ seconds }) => seconds)).toFixed(2),
      against(best),
      ...(Number.isFinite(cpu) ? [cpu.toFixed(2), against(leastCpu)] : ['', '']),
      peak === 0 ? '' : `${Math.round(peak / 1e6)} MB`,
    ])
  })
  return [row('contender', ['min s', 'median s', 'ratio', 'min CPU s', 'ratio', 'peak']), ...lines].join('\n')
}

/** The middle one; of an even number the upper of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function row(name: string, cells: readonly string[]): string {
  return [name.padEnd(36), ...cells.map(cell => cell.padStart(10))].join('')
}
