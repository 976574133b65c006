import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Backfill, BackfillPreview, Grid, Page } from '@sluice/server'
import { get, post } from './request.ts'

const pageSize = 250

/** What part of the grid to show. */
export interface GridFilter {
  readonly pipeline?: string | undefined
  /** Days, such as `2026-01-01`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Clients × intervals of a pipeline, page by page of clients. */
export const gridQuery = ({ pipeline, from, to }: GridFilter) =>
  infiniteQueryOptions({
    queryKey: ['grid', pipeline ?? '', from ?? '', to ?? ''],
    queryFn: ({ pageParam, signal }) =>
      get<Grid>('/v1/grid', { pipeline, from, to, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  })

/** What is asked of a backfill. */
export interface BackfillAsk {
  readonly pipeline: string
  readonly deployments: readonly string[]
  readonly from: string
  readonly to: string
  readonly redo: 'none' | 'failed' | 'changed' | 'all'
  readonly oneRun: boolean
}

/** What a backfill would do. */
export const previewQuery = (ask: BackfillAsk) =>
  queryOptions({
    queryKey: ['backfill-preview', ask],
    queryFn: () => post<BackfillPreview>('/v1/backfills:preview', ask, crypto.randomUUID()),
    staleTime: 0,
  })

/** Backfills, the newest first. */
export const backfillsQuery = queryOptions({
  queryKey: ['backfills'],
  queryFn: ({ signal }) => get<Page<Backfill>>('/v1/backfills', {}, signal),
})
