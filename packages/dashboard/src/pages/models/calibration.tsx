import type { ModelVersion } from '@sluice/server'
import { percent } from '../../format/numbers.ts'

const size = 240
const margin = 30

/** Observed against predicted, by bins of the prediction; on the dashed line they are equal. */
export function Calibration({ bins }: { readonly bins: ModelVersion['calibration'] }) {
  if (bins.length === 0) return <p className="quiet small">Nothing is known of its calibration.</p>
  const most = Math.max(...bins.flatMap(({ predicted, observed }) => [predicted, observed]), 1e-9)
  const x = (share: number) => margin + (share / most) * (size - margin - 8)
  const y = (share: number) => size - margin - (share / most) * (size - margin - 8)
  const gap = Math.max(...bins.map(({ predicted, observed }) => Math.abs(predicted - observed)))
  const rows = Math.max(...bins.map(bin => bin.rows))
  return (
    <svg
      className="scatter"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={`Observed against predicted in ${bins.length} bins; at most ${percent(gap)} apart.`}
    >
      <rect x={margin} y={8} width={size - margin - 8} height={size - margin - 8} className="frame" />
      <line x1={x(0)} y1={y(0)} x2={x(most)} y2={y(most)} className="ideal" />
      <polyline
        className="line"
        points={bins.map(bin => `${x(bin.predicted)},${y(bin.observed)}`).join(' ')}
      />
      {bins.map(bin => (
        <circle
          key={bin.predicted}
          className="dot"
          cx={x(bin.predicted)}
          cy={y(bin.observed)}
          r={2 + 3 * Math.sqrt(bin.rows / Math.max(1, rows))}
        />
      ))}
      <text x={size - 8} y={size - 12} textAnchor="end">
        predicted, to {percent(most)}
      </text>
      <text x={margin} y={size - 12}>
        0
      </text>
      <text x={12} y={size / 2} textAnchor="middle" transform={`rotate(-90 12 ${size / 2})`}>
        observed
      </text>
    </svg>
  )
}
