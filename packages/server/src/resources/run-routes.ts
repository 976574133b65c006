import { z } from 'zod'
import { overviewSchema } from '../api/overview.ts'
import { gridSchema } from '../api/grid.ts'
import { meSchema } from '../api/me.ts'
import { runBriefSchema } from '../api/run-brief.ts'
import { runEventsSchema } from '../api/run-event.ts'
import { stepDetailSchema } from '../api/run-step.ts'
import { runSchema } from '../api/run.ts'
import { searchHitsSchema } from '../api/search-hit.ts'
import { runStatus, state } from '../api/state.ts'
import { pageOf, pageQuery } from '../http/page-query.ts'
import { route } from '../http/route.ts'
import { searchOf } from '../search/search-of.ts'
import { gridOf } from './grid-of.ts'
import { listRuns } from './list-runs.ts'
import { meOf } from './me-of.ts'
import { overviewOf } from './overview-of.ts'
import { runEventsOf } from './run-events.ts'
import { runOf } from './run-of.ts'
import { stepDetailOf } from './step-detail.ts'

const name = z.string().min(1).max(400)
const reads = { method: 'GET', role: 'viewer', scope: 'client' } as const

/** Who asks, the Monday matrix, runs, the grid and search. */
export const runRoutes = [
  route({
    ...reads,
    path: '/v1/me',
    summary: 'Who asks, and what there is for them.',
    response: meSchema,
    handle: (_, context) => meOf(context),
  }),
  route({
    ...reads,
    path: '/v1/overview',
    summary: 'The Monday matrix: pipelines of clients with their last runs, what is wrong first.',
    query: z.strictObject({
      ...pageQuery,
      limit: z.coerce.number().int().min(1).max(5000).default(500),
      pipeline: name.optional(),
      state: state.optional(),
      runs: z.coerce.number().int().min(1).max(30).default(8),
    }),
    response: overviewSchema,
    handle: ({ query }, context) => overviewOf(context, query),
  }),
  route({
    ...reads,
    path: '/v1/runs',
    summary: 'Runs, those started last first.',
    query: z.strictObject({
      ...pageQuery,
      pipeline: name.optional(),
      deployment: name.optional(),
      status: runStatus.optional(),
    }),
    response: pageOf(runBriefSchema),
    handle: ({ query }, context) => listRuns(context, query),
  }),
  route({
    ...reads,
    path: '/v1/runs/{run}',
    summary: 'A run with its steps.',
    response: runSchema,
    handle: ({ params }, context) => runOf(context, params.run),
  }),
  route({
    ...reads,
    path: '/v1/runs/{run}/events',
    summary: 'What happened in a run after one of its events, oldest first.',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(2000).default(500),
    }),
    response: runEventsSchema,
    handle: ({ params, query }, context) => runEventsOf(context, params.run, query),
  }),
  route({
    ...reads,
    path: '/v1/runs/{run}/steps/{step}',
    summary: 'A step of a run with its tries, its log and what its key was made of.',
    response: stepDetailSchema,
    handle: ({ params }, context) => stepDetailOf(context, params.run, params.step),
  }),
  route({
    ...reads,
    path: '/v1/grid',
    summary: 'Clients × intervals of a pipeline.',
    query: z.strictObject({
      ...pageQuery,
      limit: z.coerce.number().int().min(1).max(2000).default(100),
      pipeline: name.optional(),
      from: z.string().max(40).optional(),
      to: z.string().max(40).optional(),
    }),
    response: gridSchema,
    handle: ({ query }, context) => gridOf(context, query),
  }),
  route({
    ...reads,
    path: '/v1/search',
    summary: 'Runs, clients, pipelines, steps, models, datasets and deliveries that a text names.',
    query: z.strictObject({
      q: z.string().max(200),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    response: searchHitsSchema,
    handle: ({ query }, context) => searchOf(context, query.q, query.limit),
  }),
] as const
