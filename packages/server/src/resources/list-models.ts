import { z } from 'zod'
import { CHAMPION } from '@sluice/core'
import { sees } from '../access/principal.ts'
import type { ModelBrief } from '../api/model.ts'
import type { Page } from '../api/page.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { clientFacts } from './model-seen.ts'
import type { Reads } from './reads.ts'
import { clientOfModel } from './step-facts.ts'
import { modelEventOf, versionBrief } from './version-brief.ts'

/** Models of clients that who asks sees, by name. */
export async function listModels(
  reads: Reads,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<ModelBrief>> {
  const { engine, principal } = reads
  const after = cursor === undefined ? '' : cursorPosition('models', cursor, z.string())
  const seen = (await engine.views.models()).filter(
    ({ model }) => sees(principal, clientOfModel(model)) && model > after,
  )
  const shown = seen.slice(0, limit)
  const wanted = shown.flatMap(({ model, newest, aliases: { [CHAMPION]: champion } }) => [
    { model, version: newest },
    ...(champion === undefined || champion === newest ? [] : [{ model, version: champion }]),
  ])
  const [versions, events] = await Promise.all([
    engine.views.versions(wanted),
    engine.views.lastModelEvents(shown.map(({ model }) => model)),
  ])
  const byName = new Map(versions.map(line => [`${line.model}\n${line.version}`, line]))
  const last = new Map(events.map(event => [event.model, event]))
  const items = shown.map(({ model, versions: count, newest, aliases }): ModelBrief => {
    const brief = (version: number | undefined) => {
      const line = version === undefined ? undefined : byName.get(`${model}\n${version}`)
      return line && versionBrief(line, aliases)
    }
    const { deployment, label } = clientFacts(reads, model)
    const parts = { champion: brief(aliases[CHAMPION]), newest: brief(newest) }
    const event = last.get(model)
    return {
      model,
      deployment,
      ...(label !== undefined && { label }),
      versions: count,
      ...(parts.champion !== undefined && { champion: parts.champion }),
      ...(parts.newest !== undefined && { newest: parts.newest }),
      ...(event !== undefined && { last: modelEventOf(event) }),
    }
  })
  const final = shown.at(-1)
  return {
    items,
    ...(seen.length > limit && final !== undefined && { next: cursorText('models', final.model) }),
  }
}
