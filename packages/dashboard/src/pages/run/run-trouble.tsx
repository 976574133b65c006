import type { Run } from '@sluice/server'
import { Link } from 'wouter'
import { MarkExpected, useIncidentsOf } from '../../components/mark-expected.tsx'
import { ProblemText } from '../../components/problem-text.tsx'
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
  return useIncidentsOf(run).map(incident => (
    <span key={incident.id} className="buttons">
      <Link href={pathTo.incident(incident.id)} className="button tight">
        Incident {incident.rootCause}
      </Link>
      <MarkExpected incident={incident} />
    </span>
  ))
}
