import { useQuery } from '@tanstack/react-query'
import type { Me } from '@sluice/server'
import { get } from './request.ts'

/** Who looks, and what they may do; undefined until it is known. */
export function useMe(): Me | undefined {
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => get<Me>('/v1/me', {}, signal) }).data
}

/** Whether who looks may act on runs, models, incidents. */
export function useMayAct(): boolean {
  return (useMe()?.role ?? 'viewer') !== 'viewer'
}
