import type { SqlFragment, SqlPart, SqlStatement, SqlValue, SqlWriter } from './fragment.ts'

/**
 * A piece of SQL with typed rows. Interpolated parts (sources, datasets, identifiers, other fragments) render
 * themselves; every other value is bound as a parameter, so no value is ever pasted into the text.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { sql, renderSql } from '@sluice/core'
 *
 * const recent = sql<{ id: string }>`SELECT id FROM t WHERE kind = ${'view'}`
 * assert.deepEqual(renderSql(recent), { text: 'SELECT id FROM t WHERE kind = $1', values: ['view'] })
 * ```
 */
export function sql<R = unknown>(
  strings: TemplateStringsArray,
  ...parts: readonly (SqlPart | SqlValue)[]
): SqlFragment<R> {
  return fragment<R>([...strings], parts)
}

/** A fragment of text written by us (never by a user's data) without values. */
export function rawSql<R = unknown>(text: string): SqlFragment<R> {
  return fragment<R>([text], [])
}

/** A quoted identifier: table or column names that come from data or options. */
export function identifier(name: string): SqlPart {
  return { sqlPart: true, render: into => into.text(quoted(name)) }
}

/** Fragments one after another with a separator, such as `, ` or ` UNION ALL `. */
export function joinSql(parts: readonly SqlPart[], separator: string): SqlFragment {
  const strings = ['', ...parts.slice(1).map(() => separator), '']
  return fragment(parts.length === 0 ? [''] : strings, parts)
}

/** Renders to text with `$1`, `$2` … placeholders and the values bound to them. */
export function renderSql(part: SqlPart): SqlStatement {
  const text: string[] = []
  const values: SqlValue[] = []
  const writer: SqlWriter = {
    text: sqlText => void text.push(sqlText),
    value: value => void text.push(`$${values.push(value)}`),
  }
  part.render(writer)
  return { text: text.join(''), values }
}

/** True for objects that render themselves into SQL. */
export function isSqlPart(value: unknown): value is SqlPart {
  return typeof value === 'object' && value !== null && 'sqlPart' in value
}

function fragment<R>(strings: readonly string[], parts: readonly (SqlPart | SqlValue)[]): SqlFragment<R> {
  return Object.freeze({
    kind: 'sql',
    sqlPart: true,
    strings,
    parts,
    render(into: SqlWriter) {
      strings.forEach((text, i) => {
        if (text !== '') into.text(text)
        if (i >= parts.length) return
        const part = parts[i] as SqlPart | SqlValue
        if (isSqlPart(part)) part.render(into)
        else into.value(part)
      })
    },
  } as const)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
