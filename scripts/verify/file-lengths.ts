import { sourceFiles } from './source-files.ts'
import type { StageResult } from './stage.ts'

const most = 500

/** Small files read well: reports median, p90 and the longest of the sources, and fails above 500 lines. */
export async function fileLengths(root: string): Promise<StageResult> {
  const files = sourceFiles(root).map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
  const sources = files
    .filter(({ path }) => !/\.test(-d)?\.ts$/.test(path))
    .toSorted((a, b) => a.lines - b.lines)
  const quantile = (q: number) => sources[Math.floor(q * (sources.length - 1))]?.lines ?? 0
  const longest = sources.at(-1)
  const tooLong = files.filter(({ lines }) => lines > most)
  return {
    ok: tooLong.length === 0,
    note: `${sources.length} files: median ${quantile(0.5)}, p90 ${quantile(0.9)}, longest ${longest?.lines} (${longest?.path})`,
    output: tooLong.map(({ path, lines }) => `${path} has ${lines} lines; split it below ${most}`).join('\n'),
  }
}
