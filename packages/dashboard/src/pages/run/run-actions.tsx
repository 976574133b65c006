import type { Run } from '@sluice/server'
import { useLocation } from 'wouter'
import { Action } from '../../components/action.tsx'
import { pathTo } from '../../format/path-to.ts'

/** What can be done with a run now. */
export function RunActions({ run }: { readonly run: Run }) {
  const [, go] = useLocation()
  const path = `/v1/runs/${encodeURIComponent(run.id)}`
  const follow = (answer: unknown) => {
    const { run: next } = typeof answer === 'object' && answer !== null ? (answer as { run?: unknown }) : {}
    if (typeof next === 'string' && next !== run.id) go(pathTo.run(next))
  }
  return (
    <>
      {run.can.cancel && (
        <Action
          label="Cancel"
          question="Cancel this run?"
          effect="Steps that run are stopped; nothing after them starts. What is finished is kept, and a later run takes it up."
          reason="needed"
          kind="danger"
          act={why => ({ path: `${path}:cancel`, body: { why } })}
        />
      )}
      {run.can.resume && (
        <Action
          label="Resume"
          question="Resume this run?"
          effect="It goes on where it stopped, with its parameters and the code of now. Finished steps are not done again."
          reason="needed"
          kind="primary"
          onDone={follow}
          act={why => ({ path: `${path}:resume`, body: { why } })}
        />
      )}
      {run.can.retry && (
        <Action
          label="Retry"
          question="Try the failed steps again?"
          effect="Only what failed or was blocked, and what depends on it, is tried again, with the parameters that the run has."
          reason="needed"
          onDone={follow}
          act={why => ({ path: `${path}:retry`, body: { why } })}
        />
      )}
      <GoOnAsConfigured run={run} onDone={follow} />
      {run.can.rerun && (
        <Action
          label="Re-run"
          question="Do everything again?"
          effect="A new run does every step again, even where its result is known. To start later in the run, choose a step first."
          reason="needed"
          onDone={follow}
          act={why => ({ path: `${path}:rerun`, body: { why } })}
        />
      )}
    </>
  )
}

/** Goes on with what the configuration says now: retrying keeps the parameters that the run has. */
function GoOnAsConfigured({
  run: { status, known, pipeline, deployment, asOf },
  onDone,
}: {
  readonly run: Run
  readonly onDone: (answer: unknown) => void
}) {
  if (!known || (status !== 'blocked' && status !== 'failed')) return null
  return (
    <Action
      label="Go on as configured"
      question="Go on with the parameters of now?"
      effect="For when something was put right in the configuration, such as a mapping: the same interval, with the parameters and code of now. What is finished and not touched by the change is not done again."
      reason="needed"
      onDone={onDone}
      act={why => ({ path: '/v1/runs', body: { pipeline, deployment, asOf, why } })}
    />
  )
}
