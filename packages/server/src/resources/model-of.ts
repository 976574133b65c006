import { CHAMPION, type ModelEvent } from '@sluice/core'
import type { Model } from '../api/model.ts'
import { clientFacts, modelSeen } from './model-seen.ts'
import type { Reads } from './reads.ts'
import { modelEventOf, versionBrief } from './version-brief.ts'

/**
 * A model with its versions and what happened to them.
 *
 * @throws NotFound
 */
export async function modelOf(reads: Reads, model: string): Promise<Model> {
  const { engine } = reads
  const versions = await modelSeen(reads, model)
  const [lines, history, aliases] = await Promise.all([
    engine.views.versions(versions),
    engine.models.history(model),
    aliasesOf(reads, model),
  ])
  const back = rollsBackTo(history, aliases[CHAMPION])
  return {
    model,
    ...clientFacts(reads, model),
    aliases,
    versions: lines.map(line => versionBrief(line, aliases)).toReversed(),
    history: history.map(modelEventOf).toReversed(),
    ...(back !== undefined && { rollsBackTo: back }),
  }
}

/** Versions of a model by alias. */
export async function aliasesOf(
  { engine }: Pick<Reads, 'engine'>,
  model: string,
): Promise<Readonly<Record<string, number>>> {
  return (await engine.views.models()).find(line => line.model === model)?.aliases ?? {}
}

/** The version before the last promotion: every promotion puts one on the stack, a rollback takes it away. */
function rollsBackTo(history: readonly ModelEvent[], champion: number | undefined): number | undefined {
  const stack: number[] = []
  for (const { kind, alias, version } of history) {
    if (alias !== CHAMPION) continue
    if (kind === 'promoted' && stack.at(-1) !== version) stack.push(version)
    if (kind === 'rolled-back') stack.pop()
  }
  const back = stack.at(-2)
  return back === champion ? undefined : back
}
