import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Deployment, DeploymentBrief, Page } from '@sluice/server'
import { get } from './request.ts'

const pageSize = 200

/** The path of a deployment. */
export const pathOfDeployment = (pipeline: string, deployment: string) =>
  `/v1/deployments/${encodeURIComponent(pipeline)}/${encodeURIComponent(deployment)}`

/** Deployments by name, page by page. */
export const deploymentsQuery = infiniteQueryOptions({
  queryKey: ['deployments'],
  queryFn: ({ pageParam, signal }) =>
    get<Page<DeploymentBrief>>('/v1/deployments', { limit: pageSize, cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next,
})

/** A deployment with its schedule and parameters. */
export const deploymentQuery = (pipeline: string, deployment: string) =>
  queryOptions({
    queryKey: ['deployment', pipeline, deployment],
    queryFn: ({ signal }) => get<Deployment>(pathOfDeployment(pipeline, deployment), {}, signal),
  })
