import type { ActionDone } from '../api/action-done.ts'
import { ActionRefused } from '../errors/action-refused.ts'
import { NotFound } from '../errors/not-found.ts'
import { modelSeen } from '../resources/model-seen.ts'
import { decisionOf, type Acting } from './acting.ts'

/**
 * Points an alias at a version.
 *
 * @throws NotFound, ActionRefused where it points there already
 */
export async function promote(
  acting: Acting,
  model: string,
  { version, alias, why }: { readonly version: number; readonly alias: string; readonly why: string },
): Promise<ActionDone> {
  const { models } = acting.engine
  const versions = await modelSeen(acting, model)
  if (!versions.some(known => known.version === version)) {
    throw new NotFound({ subject: `version ${version} of model "${model}"` })
  }
  const before = await models.resolve(model, alias)
  if (before?.version === version) {
    const reason = `v${version} is the ${alias} of ${model} already`
    throw new ActionRefused({ action: `promote v${version}`, reason, next: 'Choose another version.' })
  }
  await models.promote({ model, version, alias, ...decisionOf(acting, why) })
  const was = before === undefined ? 'there was none' : `was v${before.version}`
  return { done: `v${version} is the ${alias} of ${model} (${was}).`, outcome: 'done' }
}

/**
 * Points an alias back at the version before the last promotion.
 *
 * @throws NotFound, NothingToRollBack
 */
export async function rollBack(
  acting: Acting,
  model: string,
  { alias, why }: { readonly alias: string; readonly why: string },
): Promise<ActionDone> {
  await modelSeen(acting, model)
  const back = await acting.engine.models.rollback({ model, alias, ...decisionOf(acting, why) })
  return { done: `v${back.version} is the ${alias} of ${model} again.`, outcome: 'done' }
}
