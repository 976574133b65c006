import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Page, Run, RunBrief, RunEvent, RunEvents, StepDetail } from '@sluice/server'
import { get, type Query } from './request.ts'

const pageSize = 100
const mostEvents = 5000

const pathOf = (run: string) => `/v1/runs/${encodeURIComponent(run)}`

/** Runs that fit a filter, the newest first, page by page. */
export const runsQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['runs', filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<RunBrief>>('/v1/runs', { ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

/** A run with its steps. */
export const runQuery = (id: string) =>
  queryOptions({ queryKey: ['run', id], queryFn: ({ signal }) => get<Run>(pathOf(id), {}, signal) })

/** A step with its tries, its log and its recipe. */
export const stepQuery = (run: string, step: string) =>
  queryOptions({
    queryKey: ['run', run, 'step', step],
    queryFn: ({ signal }) => get<StepDetail>(`${pathOf(run)}/steps/${encodeURIComponent(step)}`, {}, signal),
  })

/** Everything that happened in a run, the oldest first. */
export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: ['run-events', id],
    queryFn: async ({ signal }) => {
      const events: RunEvent[] = []
      let after = 0
      for (let more = true; more && events.length < mostEvents;) {
        const page = await get<RunEvents>(`${pathOf(id)}/events`, { after }, signal)
        events.push(...page.items)
        more = page.more && page.last > after
        after = page.last
      }
      return events
    },
  })
