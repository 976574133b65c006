import { useQueries, useQuery } from '@tanstack/react-query'
import type { Incident, Run } from '@sluice/server'
import { incidentQuery, incidentsQuery } from '../data/incidents.ts'
import { Action } from './action.tsx'

/** The incidents that are not over and that a run is part of; with a step, only where it showed there. */
export function useIncidentsOf(run: Pick<Run, 'id' | 'deployment'>, step?: string): readonly Incident[] {
  const { data } = useQuery(incidentsQuery())
  const own = (data?.items ?? []).filter(
    ({ state, deployments }) => state !== 'resolved' && deployments.includes(run.deployment),
  )
  const found = useQueries({ queries: own.map(({ id }) => incidentQuery(id)) })
  return found.flatMap(({ data: incident }) =>
    incident?.occurrences.some(seen => seen.run === run.id && (step === undefined || seen.step === step)) ===
    true
      ? [incident]
      : [],
  )
}

/** Says that what stopped a run was expected. */
export function MarkExpected({ incident: { id } }: { readonly incident: Incident }) {
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
