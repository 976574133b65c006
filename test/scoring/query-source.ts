import { identifier, rawSql, sql, type Source, type SourceSnapshot } from '@sluice/core'

/**
 * A source over a query of the session. It ignores the window that it is asked for, as a careless connector would, so
 * that whatever is cut is cut by the view.
 */
export function querySource(query: string): Source {
  return {
    kind: 'query',
    describe: { query },
    connection: query,
    table: 'query',
    open: ({ data }): Promise<SourceSnapshot> =>
      Promise.resolve({
        schema: () => data.describe(rawSql(query)),
        read: (_source, { into }) => data.run(sql`CREATE TABLE ${identifier(into)} AS ${rawSql(query)}`),
        close: () => Promise.resolve(),
      }),
  }
}
