import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Dataset, DatasetBrief, DatasetHistory, DatasetRows, Page } from '@sluice/server'
import { get } from './request.ts'

const pageSize = 100
const pathOf = (digest: string) => `/v1/datasets/${encodeURIComponent(digest)}`

/** Datasets, the newest first; of one client where given. */
export const datasetsQuery = (deployment: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['datasets', deployment ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<DatasetBrief>>('/v1/datasets', { deployment, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

/** A dataset. Its content never changes, only who made and who read it. */
export const datasetQuery = (digest: string) =>
  queryOptions({
    queryKey: ['dataset', digest],
    queryFn: ({ signal }) => get<Dataset>(pathOf(digest), {}, signal),
  })

/** The first rows of a dataset. */
export const rowsQuery = (digest: string, limit: number) =>
  queryOptions({
    queryKey: ['dataset', digest, 'rows', limit],
    queryFn: ({ signal }) => get<DatasetRows>(`${pathOf(digest)}/rows`, { limit }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Rows over the runs of the step that made it. */
export const historyQuery = (digest: string) =>
  queryOptions({
    queryKey: ['dataset', digest, 'history'],
    queryFn: ({ signal }) => get<DatasetHistory>(`${pathOf(digest)}/history`, {}, signal),
  })
