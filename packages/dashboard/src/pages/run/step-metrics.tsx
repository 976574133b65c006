import type { RunStep } from '@sluice/server'
import { plain } from '../../format/numbers.ts'

/** Numbers that a step left for later runs; profiles leave hundreds. */
export function StepMetrics({ metrics }: { readonly metrics: RunStep['metrics'] }) {
  if (metrics.length === 0) return null
  return (
    <details>
      <summary>
        {metrics.length === 1 ? 'One number' : `${metrics.length} numbers`} kept for later runs
      </summary>
      <dl className="metrics small">
        {metrics.map(({ metric, value }) => (
          <div key={metric}>
            <dt>{metric}</dt>
            <dd className="number">{plain(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
