import { queryOptions } from '@tanstack/react-query'
import type { DeploymentBrief, Page } from '@sluice/server'
import { get } from './request.ts'

/** The most that a list to choose from shows. */
const mostClients = 500

/** Clients by the name that people use. */
export const clientsQuery = queryOptions({
  queryKey: ['deployments', 'clients'],
  queryFn: async ({ signal }) => {
    const { items } = await get<Page<DeploymentBrief>>('/v1/deployments', { limit: mostClients }, signal)
    const labels = new Map(items.map(({ deployment, label = deployment }) => [deployment, label]))
    return [...labels]
      .map(([deployment, label]) => ({ deployment, label }))
      .toSorted((a, b) => a.label.localeCompare(b.label))
  },
})
