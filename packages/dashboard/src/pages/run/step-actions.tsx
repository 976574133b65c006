import type { Run, RunStep } from '@sluice/server'
import { Action } from '../../components/action.tsx'
import { MarkExpected, useIncidentsOf } from '../../components/mark-expected.tsx'

/** What can be done with a step now. */
export function StepActions({ run, step }: { readonly run: Run; readonly step: RunStep }) {
  const { skip, fail, rerun } = step.can
  const path = `/v1/runs/${encodeURIComponent(run.id)}`
  const stepPath = `${path}/steps/${encodeURIComponent(step.name)}`
  const incidents = useIncidentsOf(run, step.name)
  const expected = step.status === 'blocked' ? incidents : []
  if (!(skip || fail || (rerun && run.can.rerun) || expected.length > 0)) return null
  return (
    <div className="buttons panel-actions">
      {rerun && run.can.rerun && (
        <Action
          label="Re-run from here"
          question={`Re-run from ${step.name}?`}
          effect="A new run does this step and everything after it again, on the same inputs; what stands before it is taken as it is."
          reason="needed"
          tight
          act={why => ({ path: `${path}:rerun`, body: { from: step.name, why } })}
        />
      )}
      {expected.map(incident => (
        <MarkExpected key={incident.id} incident={incident} />
      ))}
      {skip && (
        <Action
          label="Skip"
          question={`Skip ${step.name}?`}
          effect="The run goes on without it. Steps that need its output are skipped too."
          reason="needed"
          tight
          act={why => ({ path: `${stepPath}:skip`, body: { why } })}
        />
      )}
      {fail && (
        <Action
          label="Mark as failed"
          question={`Mark ${step.name} as failed?`}
          effect="Its attempt is stopped and counts as failed; what depends on it is not done."
          reason="needed"
          kind="danger"
          tight
          act={why => ({ path: `${stepPath}:fail`, body: { why } })}
        />
      )}
    </div>
  )
}
