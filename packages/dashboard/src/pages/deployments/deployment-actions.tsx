import type { Deployment } from '@sluice/server'
import { useLocation } from 'wouter'
import { Action } from '../../components/action.tsx'
import { pathOfDeployment } from '../../data/deployments.ts'
import { pathTo } from '../../format/path-to.ts'

/** Start now, pause, unpause. */
export function DeploymentActions({ data }: { readonly data: Deployment }) {
  const [, go] = useLocation()
  const { pipeline, deployment, label = deployment, paused, schedule, planError } = data
  const path = pathOfDeployment(pipeline, deployment)
  return (
    <>
      {planError === undefined && (
        <Action
          label="Run now"
          question={`Run ${pipeline} for ${label} now?`}
          effect="A run as of today. What is finished already is not done again."
          reason="needed"
          kind="primary"
          onDone={answer => {
            const { run } = answer as { readonly run?: string }
            if (run !== undefined) go(pathTo.run(run))
          }}
          act={why => ({ path: '/v1/runs', body: { pipeline, deployment, why } })}
        />
      )}
      {schedule !== undefined && paused === undefined && (
        <Action
          label="Pause"
          question={`Pause ${pipeline} for ${label}?`}
          effect="Nothing starts by itself any more. Runs that are going on finish."
          reason="needed"
          act={why => ({ path: `${path}:pause`, body: { why } })}
        />
      )}
      {paused !== undefined && (
        <Action
          label="Unpause"
          question={`Let ${pipeline} run for ${label} again?`}
          effect="The schedule holds again from now on; what was missed is made up for by its own rule."
          reason="needed"
          act={why => ({ path: `${path}:unpause`, body: { why } })}
        />
      )}
    </>
  )
}
