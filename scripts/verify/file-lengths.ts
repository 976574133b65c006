import { sourceFiles } from './source-files.ts'
import type { StageResult } from './stage.ts'

const most = 500

/** A package's list of public names, one a line: test/architecture.test.ts holds that it is nothing else. */
const isListOfNames = (path: string) => /^packages\/[^/]+\/src\/index\.ts$/.test(path)

/** Small files read well: reports median, p90 and the longest of the sources, and fails above 500 lines. */
export async function fileLengths(root: string): Promise<StageResult> {
  const files = sourceFiles(root).map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
  const sources = files
    .filter(({ path }) => !/\.test(-d)?\.ts$/.test(path))
    .toSorted((a, b) => a.lines - b.lines)
  const quantile = (q: number) => sources[Math.floor(q * (sources.length - 1))]?.lines ?? 0
  const longest = sources.at(-1)
  const tooLong = files.filter(({ path, lines }) => lines > most && !isListOfNames(path))
  return {
    ok: tooLong.length === 0,
    note: `${sources.length} files: median ${quantile(0.5)}, p90 ${quantile(0.9)}, longest ${longest?.lines} (${longest?.path})`,
    output: tooLong.map(({ path, lines }) => `${path} has ${lines} lines; split it below ${most}`).join('\n'),
  }
}
