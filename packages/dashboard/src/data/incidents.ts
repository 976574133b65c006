import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Incident, IncidentBrief, Page } from '@sluice/server'
import { get } from './request.ts'

const pageSize = 200

/** Incidents in a state; all of them without one. The newest first. */
export const incidentsQuery = (state?: string) =>
  queryOptions({
    queryKey: ['incidents', state ?? 'all'],
    queryFn: ({ signal }) => get<Page<IncidentBrief>>('/v1/incidents', { state, limit: pageSize }, signal),
  })

/** An incident with all that happened to it. */
export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => get<Incident>(`/v1/incidents/${encodeURIComponent(id)}`, {}, signal),
  })

/** How many incidents nobody has looked at. */
export function useOpenIncidents(): number {
  return useQuery(incidentsQuery('open')).data?.items.length ?? 0
}
