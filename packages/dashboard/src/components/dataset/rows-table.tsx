import { TableScroll } from '../card.tsx'
import { plain } from '../../format/numbers.ts'

type Value = string | number | boolean | null | undefined

/** Rows as a table of texts; a column whose values are masked says so. */
export function RowsTable({
  label,
  columns,
  rows,
}: {
  readonly label: string
  readonly columns: readonly { readonly name: string; readonly type?: string; readonly masked?: boolean }[]
  readonly rows: readonly (readonly Value[])[]
}) {
  return (
    <TableScroll label={label}>
      <table className="rows">
        <thead>
          <tr>
            {columns.map(({ name, type, masked }) => (
              <th key={name} scope="col" className={type === 'number' ? 'number' : undefined}>
                {name}
                {masked === true && <span className="quiet"> · masked</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // Rows have no name of their own, and are never put in another order.
            <tr key={i}>
              {columns.map(({ name, type }, j) => (
                <td key={name} className={type === 'number' ? 'number' : undefined}>
                  <Cell value={row[j]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Cell({ value }: { readonly value: Value }) {
  if (value === null || value === undefined) return <span className="quiet">missing</span>
  return <span className="cell-value">{typeof value === 'number' ? plain(value, 8) : String(value)}</span>
}

/** Rows that are objects, such as samples of a check. */
export function RecordsTable({
  label,
  records,
}: {
  readonly label: string
  readonly records: readonly Readonly<Record<string, unknown>>[]
}) {
  const names = [...new Set(records.flatMap(record => Object.keys(record)))]
  const rows = records.map(record => names.map(name => shown(record[name])))
  return <RowsTable label={label} columns={names.map(name => ({ name }))} rows={rows} />
}

function shown(value: unknown): Value {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : (value as Value)
}
