import { z } from 'zod'
import { actionDoneSchema } from '../api/action-done.ts'
import { decisionBody } from '../api/decision.ts'
import { route } from '../http/route.ts'
import { acknowledge, judge, resolve, silence, unsilence } from './incident-actions.ts'

const acts = { method: 'POST', role: 'operator', scope: 'client', response: actionDoneSchema } as const
const decides = { ...acts, body: decisionBody } as const

/** What people do with incidents. */
export const incidentRoutes = [
  route({
    ...decides,
    path: '/v1/incidents/{incident}:acknowledge',
    summary: 'Says that somebody works on it: it is not told again unless it gets worse.',
    handle: ({ params, body }, context) => acknowledge(context, params.incident, body.why),
  }),
  route({
    ...acts,
    path: '/v1/incidents/{incident}:silence',
    summary: 'Tells nobody of it until then; checks still run and still block.',
    body: decisionBody.extend({ until: z.iso.datetime({ offset: true }) }),
    handle: ({ params, body }, context) => silence(context, params.incident, body),
  }),
  route({
    ...decides,
    path: '/v1/incidents/{incident}:unsilence',
    summary: 'Tells channels of it again.',
    handle: ({ params, body }, context) => unsilence(context, params.incident, body.why),
  }),
  route({
    ...decides,
    path: '/v1/incidents/{incident}:resolve',
    summary: 'Ends it by hand, where no later run can show that all is good.',
    handle: ({ params, body }, context) => resolve(context, params.incident, body.why),
  }),
  route({
    ...decides,
    path: '/v1/incidents/{incident}:expected',
    summary: 'Says that it was expected: it is closed and learned, and blocked runs can be retried.',
    handle: ({ params, body }, context) => judge(context, params.incident, 'expected', body.why),
  }),
  route({
    ...decides,
    path: '/v1/incidents/{incident}:real',
    summary: 'Says that it was a real problem: later runs are not compared with its numbers.',
    handle: ({ params, body }, context) => judge(context, params.incident, 'real', body.why),
  }),
] as const
