import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'

/** Bars where text will stand, as high as it. */
export function Bones({ lines = 6 }: { readonly lines?: number }) {
  return (
    <div className="bones" role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} />
      ))}
    </div>
  )
}

/** What a query found; while it is under way its bones, and when it failed why and what to do. */
export function Loaded<T>({
  query,
  lines,
  children,
}: {
  readonly query: UseQueryResult<T>
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <Failure error={query.error} again={() => void query.refetch()} />
  return <Bones {...(lines !== undefined && { lines })} />
}
