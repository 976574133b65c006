import type { Json } from '@sluice/core'
import type { LineageName } from './lineage-names.ts'

/** Facts of a source or destination as its connector describes it. */
export interface ExternalPlace {
  readonly kind: string
  readonly [fact: string]: Json
}

/**
 * The name of a dataset outside of the store. A connection that is a reference, such as `env:WAREHOUSE_URL`, stays one,
 * and of an address only host and port are in it: users and passwords are nobody else's business.
 */
export function externalDataset(place: ExternalPlace): LineageName {
  const { kind, path, url, schema, table, event } = place
  const relation = [schema, table].filter(part => typeof part === 'string').join('.')
  if (typeof path === 'string') {
    return { namespace: 'file', name: relation === '' ? path : `${path}/${relation}` }
  }
  const name = relation || (typeof event === 'string' ? event : kind)
  return { namespace: typeof url === 'string' ? `${kind}:${withoutUser(url)}` : kind, name }
}

function withoutUser(url: string): string {
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(url)) return url
  const parsed = URL.parse(url)
  return parsed === null || parsed.host === '' ? 'unnamed' : `//${parsed.host}`
}
