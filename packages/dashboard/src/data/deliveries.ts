import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { DeliveryBook, DeliveryBookBrief, Page, RejectedRow } from '@sluice/server'
import { get } from './request.ts'

const pageSize = 200

/** The path of a book. */
export const pathOfBook = (book: string) => `/v1/deliveries/${encodeURIComponent(book)}`

/** Books of deliveries by client. */
export const deliveriesQuery = queryOptions({
  queryKey: ['deliveries'],
  queryFn: ({ signal }) => get<Page<DeliveryBookBrief>>('/v1/deliveries', { limit: pageSize }, signal),
})

/** A book with its last deliveries. */
export const deliveryQuery = (book: string) =>
  queryOptions({
    queryKey: ['delivery', book],
    queryFn: ({ signal }) => get<DeliveryBook>(pathOfBook(book), {}, signal),
  })

/** Rows that the destination refused, page by page. */
export const rejectedQuery = (book: string) =>
  infiniteQueryOptions({
    queryKey: ['delivery', book, 'rejected'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<RejectedRow>>(`${pathOfBook(book)}/rejected`, { limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  })
