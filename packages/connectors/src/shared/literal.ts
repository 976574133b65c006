import { rawSql, type SqlFragment } from '@sluice/core'

/** A text literal. DuckDB does not bind parameters in views and table functions' options. */
export function textLiteral(text: string): SqlFragment {
  return rawSql(quotedText(text))
}

/** A list of text literals, such as the files of `read_csv`. */
export function textList(texts: readonly string[]): SqlFragment {
  return rawSql(`[${texts.map(quotedText).join(', ')}]`)
}

/** A UTC timestamp literal, for a column without time zone. */
export function timestampLiteral(date: Date): SqlFragment {
  return rawSql(`TIMESTAMP '${date.toISOString().replace('T', ' ').replace('Z', '')}'`)
}

function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
