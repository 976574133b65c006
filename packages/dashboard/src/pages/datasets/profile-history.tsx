import { useQueries, useQuery } from '@tanstack/react-query'
import type { Dataset, DatasetHistory } from '@sluice/server'
import { useState } from 'react'
import { Card } from '../../components/card.tsx'
import { LineChart } from '../../components/chart/line-chart.tsx'
import { Field } from '../../components/field.tsx'
import { Bones } from '../../components/loaded.tsx'
import { datasetQuery, historyQuery } from '../../data/datasets.ts'
import { viewerZone } from '../../format/when.ts'
import { columnSeries, statistics, type Statistic } from './column-series.ts'

const mostRuns = 16

/** A column over the last runs; profiles are read once somebody has chosen one. */
export function ProfileHistory({ data }: { readonly data: Dataset }) {
  const [column, setColumn] = useState('')
  const [statistic, setStatistic] = useState<Statistic>('missing')
  const { data: history } = useQuery(historyQuery(data.digest))
  if (history === undefined || history.points.length < 2) return null
  return (
    <Card title="Profile over time" note={`a column over the last ${mostRuns} runs at most`}>
      <div className="stack-close">
        <div className="filters">
          <Field label="Column">
            <select value={column} onChange={event => setColumn(event.target.value)}>
              <option value="">choose one …</option>
              {data.columns.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </Field>
          <Field label="Number">
            <select value={statistic} onChange={event => setStatistic(event.target.value as Statistic)}>
              {Object.entries(statistics).map(([key, { words }]) => (
                <option key={key} value={key}>
                  {words}
                </option>
              ))}
            </select>
          </Field>
        </div>
        {column !== '' && (
          <ColumnLine points={history.points.slice(-mostRuns)} column={column} statistic={statistic} />
        )}
      </div>
    </Card>
  )
}

function ColumnLine({
  points,
  column,
  statistic,
}: {
  readonly points: DatasetHistory['points']
  readonly column: string
  readonly statistic: Statistic
}) {
  const digests = [...new Set(points.map(({ digest }) => digest))]
  const queries = useQueries({ queries: digests.map(digest => datasetQuery(digest)) })
  if (queries.some(({ isPending }) => isPending)) return <Bones lines={8} />
  const profiles = new Map(digests.map((digest, i) => [digest, queries[i]?.data?.profile]))
  const values = columnSeries(
    points.map(({ digest }) => profiles.get(digest)),
    column,
    statistic,
  )
  const { words } = statistics[statistic]
  if (values.every(value => value === null)) {
    return (
      <p className="quiet">
        No profile of these runs has the {words} of {column}.
      </p>
    )
  }
  return (
    <LineChart
      label={`${words} of ${column} over ${points.length} runs`}
      zone={viewerZone()}
      at={points.map(({ asOf }) => asOf)}
      series={[{ name: words, values }]}
      fromZero
      height={180}
    />
  )
}
