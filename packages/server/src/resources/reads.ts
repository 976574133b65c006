import type { RouteContext } from '../http/route-context.ts'

/** What reading resources needs: the engine, the configuration, the clock, and who asks. */
export type Reads = Pick<RouteContext, 'engine' | 'config' | 'now' | 'principal' | 'redact'>
