import { actionRoutes } from '../actions/action-routes.ts'
import { incidentRoutes } from '../actions/incident-routes.ts'
import { dataRoutes } from './data-routes.ts'
import { runRoutes } from './run-routes.ts'
import { scheduleRoutes } from './schedule-routes.ts'

/** Everything that can be read and done, without what belongs to the server itself: tokens, audit, live, scores. */
export const resourceRoutes = [
  ...runRoutes,
  ...dataRoutes,
  ...scheduleRoutes,
  ...actionRoutes,
  ...incidentRoutes,
] as const
