import type { RouteContext } from '../http/route-context.ts'

/** What acting needs: what reading needs, and what goes on after the answer. */
export type Acting = Pick<RouteContext, 'engine' | 'config' | 'now' | 'principal' | 'redact' | 'later'>

/** A decision of who asks, with its reason. */
export function decisionOf(
  { principal }: Pick<Acting, 'principal'>,
  why: string,
): { readonly who: string; readonly why: string } {
  return { who: principal.name, why }
}
