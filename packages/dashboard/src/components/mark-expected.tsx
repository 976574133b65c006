import { useQuery } from '@tanstack/react-query'
import type { IncidentBrief, Run } from '@sluice/server'
import { incidentsQuery } from '../data/incidents.ts'
import { Action } from './action.tsx'

/** The incidents that are not over of the client of a run. */
export function useIncidentsOf(run: Pick<Run, 'deployment'>): readonly IncidentBrief[] {
  const { data } = useQuery(incidentsQuery())
  return (
    data?.items.filter(
      ({ state, deployments }) => state !== 'resolved' && deployments.includes(run.deployment),
    ) ?? []
  )
}

/** Says that what stopped a run was expected. */
export function MarkExpected({ incident: { id } }: { readonly incident: IncidentBrief }) {
  return (
    <Action
      label="Mark expected"
      question="Was this expected?"
      effect="It is closed, later checks learn that such data is right, and the blocked run can be retried: it goes on with what it has."
      reason="needed"
      tight
      act={why => ({ path: `/v1/incidents/${encodeURIComponent(id)}:expected`, body: { why } })}
    />
  )
}
