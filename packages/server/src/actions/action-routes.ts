import { actionDoneSchema, rerunBody, skipBody, startBody } from '../api/action-done.ts'
import {
  backfillBody,
  backfillPreviewSchema,
  newBackfillBody,
  startedBackfillsSchema,
} from '../api/backfill.ts'
import { decisionBody } from '../api/decision.ts'
import { promoteBody, rollbackBody } from '../api/model-version.ts'
import { route } from '../http/route.ts'
import { preview, startBackfills } from './backfill-actions.ts'
import { promote, rollBack } from './model-actions.ts'
import { replay } from './replay-deliveries.ts'
import { cancel, goOn, rerun, start } from './run-actions.ts'
import { changeBackfill, pause, unpause } from './schedule-actions.ts'
import { fail, skip } from './step-actions.ts'

const acts = { method: 'POST', role: 'operator', scope: 'client', response: actionDoneSchema } as const
const decides = { ...acts, body: decisionBody } as const

/** What people do with runs, schedules, models and deliveries. */
export const actionRoutes = [
  route({
    ...acts,
    path: '/v1/runs',
    summary: 'Starts a run of a pipeline for a client.',
    body: startBody,
    handle: ({ body }, context) => start(context, body),
  }),
  route({
    ...decides,
    path: '/v1/runs/{run}:cancel',
    summary: 'Stops a run; what has finished stays.',
    handle: ({ params, body }, context) => cancel(context, params.run, body.why),
  }),
  route({
    ...decides,
    path: '/v1/runs/{run}:resume',
    summary: 'Goes on with a run that was cancelled or interrupted.',
    handle: ({ params, body }, context) => goOn(context, params.run, body.why),
  }),
  route({
    ...decides,
    path: '/v1/runs/{run}:retry',
    summary: 'Tries failed and blocked steps of a run again; what has finished stays.',
    handle: ({ params, body }, context) => goOn(context, params.run, body.why),
  }),
  route({
    ...acts,
    path: '/v1/runs/{run}:rerun',
    summary: 'Does a past run again as a new one, from a step on or whole.',
    body: rerunBody,
    handle: ({ params, body }, context) => rerun(context, params.run, body),
  }),
  route({
    ...acts,
    path: '/v1/runs/{run}/steps/{step}:skip',
    summary:
      'Skips a failed or blocked step, with another output in its place or together with what needs it.',
    body: skipBody,
    handle: ({ params, body }, context) => skip(context, params, body),
  }),
  route({
    ...decides,
    path: '/v1/runs/{run}/steps/{step}:fail',
    summary: 'Marks a running or finished step as failed.',
    handle: ({ params, body }, context) => fail(context, params, body.why),
  }),
  route({
    ...decides,
    path: '/v1/runs/{run}/steps/{step}:rerun',
    summary: 'Does a step of a past run and everything that needs it anew, as a new run.',
    handle: ({ params, body }, context) => rerun(context, params.run, { from: params.step, why: body.why }),
  }),
  route({
    ...acts,
    path: '/v1/backfills:preview',
    summary: 'Says what a backfill would do, and does nothing.',
    effect: 'read',
    body: backfillBody,
    response: backfillPreviewSchema,
    handle: ({ body }, context) => preview(context, body),
  }),
  route({
    ...acts,
    path: '/v1/backfills',
    summary: 'Queues intervals of the past, for whoever dispatches.',
    body: newBackfillBody,
    response: startedBackfillsSchema,
    handle: ({ body }, context) => startBackfills(context, body),
  }),
  route({
    ...decides,
    path: '/v1/backfills/{backfill}:pause',
    summary: 'Pauses a backfill.',
    handle: ({ params, body }, context) => changeBackfill(context, params.backfill, 'pause', body.why),
  }),
  route({
    ...decides,
    path: '/v1/backfills/{backfill}:continue',
    summary: 'Goes on with a backfill that is paused.',
    handle: ({ params, body }, context) => changeBackfill(context, params.backfill, 'continue', body.why),
  }),
  route({
    ...decides,
    path: '/v1/backfills/{backfill}:cancel',
    summary: 'Cancels a backfill.',
    handle: ({ params, body }, context) => changeBackfill(context, params.backfill, 'cancel', body.why),
  }),
  route({
    ...decides,
    path: '/v1/deployments/{pipeline}/{deployment}:pause',
    summary: 'Keeps a schedule from starting anything.',
    handle: ({ params, body }, context) => pause(context, params, body.why),
  }),
  route({
    ...decides,
    path: '/v1/deployments/{pipeline}/{deployment}:unpause',
    summary: 'Lets a schedule start runs again.',
    handle: ({ params, body }, context) => unpause(context, params, body.why),
  }),
  route({
    ...acts,
    path: '/v1/models/{model}:promote',
    summary: 'Points an alias at a version.',
    body: promoteBody,
    handle: ({ params, body }, context) => promote(context, params.model, body),
  }),
  route({
    ...acts,
    path: '/v1/models/{model}:rollback',
    summary: 'Points an alias back at the version before the last promotion.',
    body: rollbackBody,
    handle: ({ params, body }, context) => rollBack(context, params.model, body),
  }),
  route({
    ...decides,
    path: '/v1/deliveries/{book}:replay',
    summary: 'Sends rejected rows again; what the destination has taken is not sent twice.',
    handle: ({ params, body }, context) => replay(context, params.book, body.why),
  }),
] as const
