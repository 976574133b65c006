/** Lines in which DuckDB gives advice about its own options, repeats data or repeats the query. */
const noise = /^(Original Line|Possible|Candidate|Try |\* |\s|LINE 1|in: |Correct |If you are)/

/**
 * What DuckDB said about a statement that failed, in one line, or undefined when the failure is of another kind
 * (out of memory, aborted …) and has its own message.
 */
export function sqlReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const isDuckdbs =
    'code' in error ? error.code === 'sql-failed' : /^[A-Z]\w+( \w+)* Error: /.test(error.message)
  if (!isDuckdbs) return undefined
  const lines = error.message.split('\n').filter(line => line.trim() !== '' && !noise.test(line))
  const said = lines.slice(0, 2).join(': ')
  return said
    .replace(/^SQL failed[^:]*: /, '')
    .replace(/^[A-Z]\w+( \w+)? Error: /, '')
    .replace(/[\s.:!]+$/, '')
}
