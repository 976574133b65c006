import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { SearchHit, SearchHits } from '@sluice/server'
import { pathTo } from '../format/path-to.ts'
import { get } from './request.ts'

/** Something that was found, with where its page is. */
export interface Found {
  readonly path: string
  readonly kind: SearchHit['kind']
  readonly title: string
  readonly note: string
}

/** What a search finds; nothing for no text. */
export const foundQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    queryFn: async ({ signal }) => {
      if (text === '') return []
      const { items } = await get<SearchHits>('/v1/search', { q: text }, signal)
      return items.map(asFound)
    },
    placeholderData: keepPreviousData,
  })

function asFound(hit: SearchHit): Found {
  return { path: pathOfHit(hit), kind: hit.kind, title: hit.title, note: hit.detail }
}

/** Where the page of what was found is. */
function pathOfHit(hit: SearchHit): string {
  const { run, step, model, digest, incident, book, pipeline, deployment } = hit
  if (hit.kind === 'incident' && incident !== undefined) return pathTo.incident(incident)
  if (hit.kind === 'dataset' && digest !== undefined) return pathTo.dataset(digest)
  if (hit.kind === 'model' && model !== undefined) return pathTo.model(model)
  if (hit.kind === 'delivery' && book !== undefined) return pathTo.delivery(book)
  if (run !== undefined) return pathTo.run(run, hit.kind === 'step' ? step : undefined)
  if (pipeline !== undefined && deployment !== undefined) return pathTo.deployment(pipeline, deployment)
  return pathTo.grid(pipeline)
}
