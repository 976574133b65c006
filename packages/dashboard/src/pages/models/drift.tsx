import { useQuery } from '@tanstack/react-query'
import type { ModelDrift } from '@sluice/server'
import { Link } from 'wouter'
import { Card, TableScroll } from '../../components/card.tsx'
import { LineChart } from '../../components/chart/line-chart.tsx'
import { Instant } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Status } from '../../components/status-mark.tsx'
import { driftQuery } from '../../data/models.ts'
import { count, percent } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'

type Point = ModelDrift['points'][number]

/** How scores moved over the runs that scored with a model, and what the checks of drift said. */
export function Drift({ model, zone }: { readonly model: string; readonly zone: string }) {
  const query = useQuery(driftQuery(model))
  return (
    <Card
      title="Drift over time"
      note="mean score of each run; the band is from its first to its ninth decile"
    >
      <Loaded query={query} lines={5}>
        {({ points }) =>
          points.length === 0 ? (
            <p className="quiet">No run has scored with it yet.</p>
          ) : (
            <>
              {points.length > 1 && <Chart points={points} zone={zone} />}
              <Runs points={points} zone={zone} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Chart({ points, zone }: { readonly points: readonly Point[]; readonly zone: string }) {
  const decides = points.some(({ shareAbove }) => shareAbove !== undefined)
  return (
    <LineChart
      label={`Mean score over ${points.length} runs`}
      zone={zone}
      at={points.map(({ asOf }) => asOf)}
      series={[
        { name: 'mean score', values: points.map(({ mean }) => mean) },
        ...(decides
          ? [
              {
                name: 'share above the threshold',
                values: points.map(({ shareAbove }) => shareAbove ?? null),
                tone: 'second' as const,
              },
            ]
          : []),
      ]}
      band={{
        low: points.map(({ deciles }) => deciles[1] ?? null),
        high: points.map(({ deciles }) => deciles[9] ?? null),
      }}
      fromZero
      height={180}
    />
  )
}

function Runs({ points, zone }: { readonly points: readonly Point[]; readonly zone: string }) {
  return (
    <TableScroll label="Drift of each run">
      <table>
        <thead>
          <tr>
            <th scope="col">As of</th>
            <th scope="col" className="number">
              Rows
            </th>
            <th scope="col" className="number">
              Mean score
            </th>
            <th scope="col" className="number">
              Above
            </th>
            <th scope="col">What checks said</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(point => (
            <Line key={point.run} point={point} zone={zone} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Line({ point, zone }: { readonly point: Point; readonly zone: string }) {
  return (
    <tr>
      <th scope="row">
        <Link href={pathTo.run(point.run, point.step)} data-row="">
          <Instant at={point.asOf} zone={zone} detail="date" />
        </Link>
      </th>
      <td className="number">{count(point.rows)}</td>
      <td className="number">{percent(point.mean)}</td>
      <td className="number">{percent(point.shareAbove)}</td>
      <td className="said">
        <ul className="stack-close">
          {point.checks.map(({ name, check, status, message }) => (
            <li key={name ?? check}>
              <Status status={status === 'failed' ? 'warnings' : status} word={check} />{' '}
              <span className="quiet small">{message}</span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )
}
