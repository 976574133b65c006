import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Bones } from './loaded.tsx'

interface PagedQuery {
  readonly data: unknown
  readonly error: unknown
  readonly isError: boolean
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  refetch(): unknown
  fetchNextPage(): unknown
}

/** A list that comes in pages, with a button for the next. */
export function More({ query, children }: { readonly query: PagedQuery; readonly children: ReactNode }) {
  if (query.data === undefined) {
    if (query.isError) return <Failure error={query.error} again={() => void query.refetch()} />
    return <Bones lines={8} />
  }
  return (
    <>
      {children}
      {query.hasNextPage && (
        <button
          type="button"
          className="button plain more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Loading …' : 'Show more'}
        </button>
      )}
    </>
  )
}
