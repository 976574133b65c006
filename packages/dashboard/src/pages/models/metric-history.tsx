import type { Model } from '@sluice/server'
import { useState } from 'react'
import { Card } from '../../components/card.tsx'
import { LineChart } from '../../components/chart/line-chart.tsx'
import { metricWords, qualityMetrics } from './metric-words.ts'

/** A metric over the versions of a model. */
export function MetricHistory({ model: { versions, zone } }: { readonly model: Model }) {
  const names = qualityMetrics(versions.flatMap(({ metrics }) => Object.keys(metrics)))
  const [metric, setMetric] = useState(names.includes('auc') ? 'auc' : (names[0] ?? ''))
  const oldest = versions.toReversed()
  const isAuc = metric === 'auc'
  return (
    <Card
      title="Metrics over time"
      note={
        <span className="segments" role="group" aria-label="Metric">
          {names.slice(0, 6).map(name => (
            <button key={name} type="button" aria-pressed={name === metric} onClick={() => setMetric(name)}>
              {metricWords(name)}
            </button>
          ))}
        </span>
      }
    >
      {versions.length < 2 ? (
        <p className="quiet">One version so far: a line needs two.</p>
      ) : (
        <LineChart
          label={`${metricWords(metric)} over ${versions.length} versions`}
          zone={zone}
          at={oldest.map(({ createdAt }) => createdAt)}
          series={[
            { name: metricWords(metric), values: oldest.map(({ metrics }) => metrics[metric] ?? null) },
          ]}
          band={
            isAuc
              ? {
                  low: oldest.map(({ aucInterval }) => aucInterval?.[0] ?? null),
                  high: oldest.map(({ aucInterval }) => aucInterval?.[1] ?? null),
                }
              : undefined
          }
          height={180}
        />
      )}
    </Card>
  )
}
