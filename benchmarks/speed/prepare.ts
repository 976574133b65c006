import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { report, roundOf, script, type Command, type Report } from './child.ts'
import { interleave, timingTable, type Contender } from './harness.ts'
import { rows, writeRows } from './prepare-data.ts'
import { noPython, peerPython } from './python.ts'

/** Of Σ |v| up to the number of rows: rounding in another order stays far below. */
const tolerance = 1e-9 * rows

/** Fit and apply of a preparation against hand-written SQL and scikit-learn; the results are compared first. */
export async function benchPrepare(rounds: number): Promise<string> {
  const path = join(tmpdir(), `sluice-bench-prepare-${rows}.parquet`)
  await writeRows(path)
  const python = peerPython()
  const peer = new URL('sklearn_prepare.py', import.meta.url).pathname
  const commands: Readonly<Record<string, Command>> = {
    Sluice: script('prepare-ours.ts', path),
    'hand-written SQL': script('prepare-sql.ts', path),
    ...(python !== undefined && { 'scikit-learn': [python, peer, path] }),
  }
  const last = new Map<string, Report>()
  const contenders = Object.entries(commands).map(([name, command]): Contender => ({
    name,
    run: async round => {
      const one = await report(round === 0 ? [...command, 'check'] : command)
      if (round === 0) assertSame(name, one, last.get('Sluice'))
      if (round > 0 || name === 'Sluice') last.set(name, one)
      return roundOf(one)
    },
  }))
  const timings = await interleave(contenders, rounds)
  const stages = [...last].map(([name, one]) => `${name}, last round: ${stageText(one)}`)
  return [
    `prepare: ${rows} rows, 10 numeric (median, clip, standardize) and 4 categorical columns (one-hot)`,
    timingTable(timings, 'hand-written SQL'),
    ...stages,
    ...(python === undefined ? [noPython] : [`${last.get('scikit-learn')?.versions}`]),
  ].join('\n')
}

function stageText({ stages }: Report): string {
  return Object.entries(stages)
    .map(([name, stage]) => `${name} ${stage.seconds.toFixed(2)} s (CPU ${stage.cpuSeconds.toFixed(2)} s)`)
    .join(', ')
}

/** The first contender is the reference. */
function assertSame(name: string, { checksums = [] }: Report, reference?: Report): void {
  const expected = reference?.checksums ?? checksums
  const differs = expected.findIndex((sums, i) =>
    sums.some((sum, j) => !(Math.abs(sum - (checksums[i]?.[j] ?? Number.NaN)) <= tolerance)),
  )
  if (checksums.length === 0 || checksums.length !== expected.length || differs !== -1) {
    const found = JSON.stringify({ columns: checksums.length, differs, sums: checksums[differs] })
    throw new Error(
      `${name} prepares other columns: ${found} instead of ${JSON.stringify(expected[differs])}`,
    )
  }
}
