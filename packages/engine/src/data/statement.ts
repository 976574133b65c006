import { renderSql, type SqlPart, type SqlStatement } from '@sluice/core'

const longest = 160

/** Text and bound values of a fragment or of plain text. */
export function statementOf(part: SqlPart | string): SqlStatement {
  return typeof part === 'string' ? { text: part, values: [] } : renderSql(part)
}

/** A statement in one line for a message; a long one is cut around the given position. */
export function shortened(text: string, position = 0): string {
  const start =
    text.length <= longest ? 0 : Math.max(0, Math.min(position - longest / 2, text.length - longest))
  const cut = text
    .slice(start, start + longest)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return `${start > 0 ? '… ' : ''}${cut}${start + longest < text.length ? ' …' : ''}`
}

/** A query as it can stand in parentheses: without the semicolon and white space at its end. */
export function withoutSemicolon(text: string): string {
  return text.replace(/[\s;]+$/, '')
}

/** A string as a SQL literal; for paths and names of ours, never for values. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as a quoted SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
