import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Me } from '@sluice/server'
import { RequestFailed } from './problem.ts'
import { get } from './request.ts'

/** Who looks, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/v1/me', {}, signal),
})

/** Who looks, and what they may do; undefined until it is known. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data
}

/** Whether who looks may act on runs, models, incidents. */
export function useMayAct(): boolean {
  return (useMe()?.role ?? 'viewer') !== 'viewer'
}

/** Whether who looks may see who may do what, and who did what. */
export function useIsAdmin(): boolean {
  const me = useMe()
  return me?.role === 'admin' && me.clients === 'all'
}

/** Whether the server knows who looks; where it cannot be asked, pages say so themselves. */
export function useAdmission(): 'asking' | 'stranger' | 'known' {
  const { isPending, error } = useQuery(meQuery)
  if (isPending) return 'asking'
  return isStranger(error) ? 'stranger' : 'known'
}

/** Whether something was refused because nobody has logged in. */
export function isStranger(error: unknown): boolean {
  return error instanceof RequestFailed && error.problem.status === 401
}
