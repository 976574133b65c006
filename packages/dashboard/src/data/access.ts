import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AccessTokenBrief, AuditLine, Page } from '@sluice/server'
import { get, type Query } from './request.ts'

const pageSize = 100

/** API tokens, the newest first. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => get<Pick<Page<AccessTokenBrief>, 'items'>>('/v1/tokens', {}, signal),
})

/** Who changed something and who was turned away, the newest first, page by page. */
export const auditQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<AuditLine>>('/v1/audit', { ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  })
