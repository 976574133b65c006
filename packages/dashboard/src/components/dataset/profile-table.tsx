import { percent, plain, count } from '../../format/numbers.ts'
import { TableScroll } from '../card.tsx'
import { Meter } from '../meter.tsx'
import { QuantileBox } from './quantile-box.tsx'
import type { ColumnReading } from './profile-reading.ts'

const shownValues = 3

/** What a dataset holds, a line for each column. */
export function ProfileTable({ columns }: { readonly columns: readonly ColumnReading[] }) {
  return (
    <TableScroll label="Profile">
      <table>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Missing</th>
            <th scope="col" className="number">
              Different
            </th>
            <th scope="col">Values</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(column => (
            <tr key={column.name}>
              <th scope="row">{column.name}</th>
              <td className="quiet">{column.type ?? '–'}</td>
              <td className="nowrap">
                <Meter share={column.missingShare ?? 0} label={`${column.name}: missing`} />
                {percent(column.missingShare)}
              </td>
              <td className="number">
                {column.isExact || column.distinct === undefined ? '' : '≈ '}
                {count(column.distinct)}
              </td>
              <td>
                <Values column={column} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Values({ column: { top, min, max, mean, quantiles } }: { readonly column: ColumnReading }) {
  if (top.length > 0 && quantiles === undefined) {
    return (
      <span className="values">
        {top.slice(0, shownValues).map(({ value, share }) => (
          <span key={value} className="pill">
            <span className="cut value">{value === '' ? '(empty)' : value}</span> {percent(share)}
          </span>
        ))}
      </span>
    )
  }
  if (typeof min === 'number' && typeof max === 'number') {
    return (
      <span className="values">
        {quantiles !== undefined && <QuantileBox min={min} max={max} quantiles={quantiles} />}
        <span className="small quiet nowrap">
          {plain(min)} to {plain(max)}
          {mean !== undefined && `, mean ${plain(mean)}`}
        </span>
      </span>
    )
  }
  return <span className="small quiet">{min === undefined ? '–' : `${min} to ${max ?? '–'}`}</span>
}
