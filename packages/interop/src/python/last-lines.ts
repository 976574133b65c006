/** Collects what a process writes: every line up to a number of bytes is handed on, the last ones are kept. */
export interface LastLines {
  add(chunk: string): void
  /** The last lines, the unfinished one included. */
  lines(): readonly string[]
}

const longestLine = 2_000
const keptLines = 20

/** Hands on at most `mostBytes`, then says once that there was more. */
export function lastLines(onLine: (line: string) => void, mostBytes = 256 * 1024): LastLines {
  const kept: string[] = []
  let [open, handed, full] = ['', 0, false]
  const finish = (line: string) => {
    kept.push(line)
    if (kept.length > keptLines) kept.shift()
    if (full) return
    handed += line.length
    full = handed > mostBytes
    onLine(full ? `… more than ${mostBytes} bytes: the rest is left out` : line)
  }
  return {
    add(chunk) {
      const [first = '', ...rest] = chunk.split(/\r?\n/)
      open = (open + first).slice(0, longestLine)
      for (const next of rest) {
        finish(open)
        open = next.slice(0, longestLine)
      }
    },
    lines: () => (open === '' ? [...kept] : [...kept, open].slice(-keptLines)),
  }
}
