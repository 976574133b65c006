import { useQuery } from '@tanstack/react-query'
import type { Run } from '@sluice/server'
import { Link } from 'wouter'
import { Action } from '../../components/action.tsx'
import { ProblemText } from '../../components/problem-text.tsx'
import { incidentsQuery } from '../../data/incidents.ts'
import { pathTo } from '../../format/path-to.ts'

/** What stopped a run, with the way out, and the incidents of its client. */
export function RunTrouble({
  run,
  onChoose,
}: {
  readonly run: Run
  readonly onChoose: (step: string) => void
}) {
  const culprit = run.steps.find(({ status }) => status === 'failed' || status === 'blocked')
  const hasTrouble = ['failed', 'blocked', 'interrupted'].includes(run.status)
  if (!hasTrouble) return null
  return (
    <section className="failure trouble" aria-label="What stopped it">
      {culprit?.error === undefined ? (
        <p className="strong">
          {run.headline ?? 'The process that had this run has died; it can be resumed.'}
        </p>
      ) : (
        <ProblemText error={culprit.error} />
      )}
      <div className="buttons">
        {culprit !== undefined && (
          <button type="button" className="button tight" onClick={() => onChoose(culprit.name)}>
            Show step {culprit.name}
          </button>
        )}
        <RunIncidents run={run} />
      </div>
    </section>
  )
}

function RunIncidents({ run }: { readonly run: Run }) {
  const { data } = useQuery(incidentsQuery('open'))
  const own = data?.items.filter(({ deployments }) => deployments.includes(run.deployment)) ?? []
  return own.map(({ id, rootCause }) => (
    <span key={id} className="buttons">
      <Link href={pathTo.incident(id)} className="button tight">
        Incident {rootCause}
      </Link>
      <Action
        label="Mark expected"
        question="Was this expected?"
        effect="Nobody is told of it again, and later checks learn that it was right. The run stays as it is: resume it to go on."
        reason="needed"
        tight
        act={why => ({ path: `/v1/incidents/${encodeURIComponent(id)}:expected`, body: { why } })}
      />
    </span>
  ))
}
