/** Where SQLite and PostgreSQL do not read alike. */
export interface Dialect {
  /** The column of `runs` that grows with every run. */
  readonly seq: 'rowid' | 'seq'
  /** That a column is one of the texts in the JSON array of a parameter, such as `$2`. */
  readonly oneOf: (column: string, parameter: string) => string
  /**
   * `runs r` with the newest of each pair of pipeline and deployment in the JSON array `$1`, at most `$2` of each, those
   * as of the latest instant first.
   */
  readonly newestRuns: string
  /** The objects of the JSON array `$1` as rows `k (value)`. */
  readonly elements: string
  /** A pattern matches whatever the case. */
  readonly like: 'LIKE' | 'ILIKE'
}

/** SQLite: its LIKE knows no case of ASCII letters. */
export const sqliteDialect: Dialect = {
  seq: 'rowid',
  oneOf: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
  newestRuns: `json_each($1) k JOIN runs r ON r.rowid IN (
    SELECT rowid FROM runs WHERE pipeline = k.value ->> 0 AND deployment = k.value ->> 1
    ORDER BY as_of DESC, rowid DESC LIMIT $2)`,
  elements: 'json_each($1) k',
  like: 'LIKE',
}

/** PostgreSQL. */
export const postgresDialect: Dialect = {
  seq: 'seq',
  oneOf: (column, parameter) =>
    `${column} = ANY (ARRAY(SELECT json_array_elements_text(${parameter}::json)))`,
  newestRuns: `json_array_elements($1::json) k (value) CROSS JOIN LATERAL (
    SELECT * FROM runs WHERE pipeline = k.value ->> 0 AND deployment = k.value ->> 1
    ORDER BY as_of DESC, seq DESC LIMIT $2) r`,
  elements: 'json_array_elements($1::json) k (value)',
  like: 'ILIKE',
}
