import type { SqlPart, SqlValue, SqlWriter } from './fragment.ts'

/** SQL of a user as data, cut at its values: text, value, text … text. */
export interface StoredSql {
  readonly texts: readonly string[]
  readonly values: readonly SqlValue[]
}

/** SQL as data, which can be part of a definition. */
export function storedSql(part: SqlPart): StoredSql {
  const texts = ['']
  const values: SqlValue[] = []
  const writer: SqlWriter = {
    text: text => void (texts[texts.length - 1] += text),
    value: value => {
      values.push(value)
      texts.push('')
    },
  }
  part.render(writer)
  return { texts, values }
}

/** The SQL again. */
export function storedPart({ texts, values }: StoredSql): SqlPart {
  return {
    sqlPart: true,
    render(into) {
      texts.forEach((text, i) => {
        into.text(text)
        if (i < values.length) into.value(values[i] as SqlValue)
      })
    },
  }
}
