import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Overview } from '@sluice/server'
import { get } from './request.ts'

const pageSize = 500

/** The Monday matrix, page by page. */
export const overviewQuery = infiniteQueryOptions({
  queryKey: ['overview'],
  queryFn: ({ pageParam, signal }) =>
    get<Overview>('/v1/overview', { limit: pageSize, cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next,
})
