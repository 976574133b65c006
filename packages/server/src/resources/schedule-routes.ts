import { z } from 'zod'
import { backfillSchema, dispatchSchema } from '../api/backfill.ts'
import { deploymentBriefSchema, deploymentSchema } from '../api/deployment.ts'
import { incidentBriefSchema, incidentSchema, incidentState } from '../api/incident.ts'
import { pageOf, pageQuery } from '../http/page-query.ts'
import { route } from '../http/route.ts'
import { backfillRuns, listBackfills } from './backfill-list.ts'
import { deploymentOf, listDeployments } from './deployment-of.ts'
import { incidentOf, listIncidents } from './incidents-of.ts'

const name = z.string().min(1).max(400)
const reads = { method: 'GET', role: 'viewer', scope: 'client' } as const

/** Deployments, backfills and incidents. */
export const scheduleRoutes = [
  route({
    ...reads,
    path: '/v1/deployments',
    summary: 'Pipelines of clients, with when they run.',
    query: z.strictObject({ ...pageQuery, pipeline: name.optional() }),
    response: pageOf(deploymentBriefSchema),
    handle: ({ query }, context) => listDeployments(context, query),
  }),
  route({
    ...reads,
    path: '/v1/deployments/{pipeline}/{deployment}',
    summary: 'A pipeline of a client: schedule, next runs, parameters, plan.',
    response: deploymentSchema,
    handle: ({ params }, context) => deploymentOf(context, params),
  }),
  route({
    ...reads,
    path: '/v1/backfills',
    summary: 'Backfills, the newest first.',
    query: z.strictObject(pageQuery),
    response: pageOf(backfillSchema),
    handle: ({ query }, context) => listBackfills(context, query),
  }),
  route({
    ...reads,
    path: '/v1/backfills/{backfill}/runs',
    summary: 'What a backfill has queued, the oldest first.',
    response: z.object({ items: z.array(dispatchSchema) }),
    handle: async ({ params }, context) => ({ items: await backfillRuns(context, params.backfill) }),
  }),
  route({
    ...reads,
    path: '/v1/incidents',
    summary: 'What is wrong now, one for each root cause.',
    query: z.strictObject({ ...pageQuery, state: incidentState.optional() }),
    response: pageOf(incidentBriefSchema),
    handle: ({ query }, context) => listIncidents(context, query),
  }),
  route({
    ...reads,
    path: '/v1/incidents/{incident}',
    summary: 'An incident: whom it affects, its cause, and what happened to it.',
    response: incidentSchema,
    handle: ({ params }, context) => incidentOf(context, params.incident),
  }),
] as const
