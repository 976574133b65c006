import { useQuery } from '@tanstack/react-query'
import type { DatasetHistory } from '@sluice/server'
import { Link } from 'wouter'
import { Card, TableScroll } from '../../components/card.tsx'
import { LineChart } from '../../components/chart/line-chart.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Status } from '../../components/status-mark.tsx'
import { historyQuery } from '../../data/datasets.ts'
import { viewerZone } from '../../format/when.ts'
import { count } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { when } from '../../format/when.ts'

/** Rows over the runs of the step that made a dataset, with what was expected. */
export function Volume({ digest }: { readonly digest: string }) {
  const query = useQuery(historyQuery(digest))
  return (
    <Card title="Volume over time" note="rows of each run; the band is what the runs before let expect">
      <Loaded query={query}>{history => <Chart history={history} />}</Loaded>
    </Card>
  )
}

function Chart({ history: { points, step } }: { readonly history: DatasetHistory }) {
  const current = points.find(point => point.current)
  if (points.length < 2) {
    return (
      <p className="quiet">
        {points.length === 0 ? 'No run' : 'One run'} of {step} so far: a line needs two, a band of what is
        expected a few more.
      </p>
    )
  }
  const odd = points.filter(({ verdict }) => verdict === 'below' || verdict === 'above')
  const words = `Rows over ${points.length} runs; ${odd.length} outside of what was expected.`
  return (
    <>
      {current !== undefined && (
        <p className="run-line">
          <Status status={current.verdict} />
          <span>
            {count(current.rows)} rows
            {current.expected !== undefined &&
              `; ${count(Math.round(current.expected.low))} to ${count(Math.round(current.expected.high))} were expected`}
          </span>
        </p>
      )}
      <LineChart
        label={words}
        zone={viewerZone()}
        at={points.map(({ asOf }) => asOf)}
        series={[{ name: 'rows', values: points.map(({ rows }) => rows) }]}
        band={{
          low: points.map(({ expected }) => expected?.low ?? null),
          high: points.map(({ expected }) => expected?.high ?? null),
        }}
        fromZero
      />
      <details>
        <summary>As a table</summary>
        <TableScroll label="Rows of each run">
          <table>
            <thead>
              <tr>
                <th scope="col">As of</th>
                <th scope="col" className="number">
                  Rows
                </th>
                <th scope="col">Verdict</th>
                <th scope="col">Run</th>
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map(({ asOf, rows, verdict, run }) => (
                <tr key={`${run} ${asOf}`}>
                  <th scope="row">{when(asOf, viewerZone(), 'date')}</th>
                  <td className="number">{count(rows)}</td>
                  <td>
                    <Status status={verdict} />
                  </td>
                  <td>
                    <Link href={pathTo.run(run)}>{run}</Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </details>
    </>
  )
}
