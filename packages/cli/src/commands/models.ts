import type { ModelEvent, ModelRegistry, ModelVersion } from '@sluice/core'
import type { Io } from '../io.ts'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import { withProject } from '../load/engine.ts'
import { modelsText, modelText } from '../print/models.ts'
import type { Reporter } from '../print/report.ts'

/** The alias that refreshes score with. */
const CHAMPION = 'champion'

/** A model with everything the registry knows of it. */
export interface ModelFacts {
  readonly model: string
  readonly champion: number | null
  readonly versions: readonly ModelVersion[]
  readonly history: readonly ModelEvent[]
}

/** Lists models, or one with its versions and history. */
export async function models(
  io: Io,
  report: Reporter,
  model: string | undefined,
  options: { readonly config?: string },
): Promise<void> {
  await withProject(io, options, async ({ engine }) => {
    if (model !== undefined) {
      const facts = await factsOf(engine.models, model)
      report.result(facts, style => modelText(facts, style))
      return
    }
    const names = await engine.models.models()
    const all = await Promise.all(names.map(name => factsOf(engine.models, name)))
    report.result({ models: all }, style => modelsText(all, style))
  })
}

/** Options of `promote` and `rollback`. */
export interface ChangeOptions {
  readonly config?: string
  readonly why: string
}

/** Makes a version the champion by hand. */
export async function promote(
  io: Io,
  report: Reporter,
  model: string,
  version: string,
  options: ChangeOptions,
): Promise<void> {
  await withProject(io, options, async ({ engine }) => {
    const { versions, champion } = await factsOf(engine.models, model)
    const number = Number(version.replace(/^v/, ''))
    if (!versions.some(known => known.version === number)) {
      throw new UsageInvalid({
        reason: `${model} has no version ${version}`,
        known: versions.map(known => `v${known.version}`),
      })
    }
    if (champion === number) {
      throw new UsageInvalid({ reason: `v${number} is the champion of ${model} already` })
    }
    const change = { model, version: number, alias: CHAMPION, who: io.who, why: options.why }
    await engine.models.promote(change)
    report.result(
      change,
      style => `${style.good('promoted')} ${model} v${number} to champion (was ${shown(champion)})`,
    )
  })
}

/** Points the champion back at the version before the last promotion. */
export async function rollback(
  io: Io,
  report: Reporter,
  model: string,
  options: ChangeOptions,
): Promise<void> {
  await withProject(io, options, async ({ engine }) => {
    const { champion } = await factsOf(engine.models, model)
    const back = await engine.models.rollback({ model, alias: CHAMPION, who: io.who, why: options.why })
    report.result(
      { model, version: back.version, was: champion },
      style => `${style.good('rolled back')} ${model} to v${back.version} (was ${shown(champion)})`,
    )
  })
}

async function factsOf(registry: ModelRegistry, model: string): Promise<ModelFacts> {
  const versions = await registry.versions(model)
  if (versions.length === 0) {
    throw new UsageInvalid({ reason: `no model "${model}"`, known: await registry.models() })
  }
  const champion = await registry.resolve(model, CHAMPION)
  return { model, champion: champion?.version ?? null, versions, history: await registry.history(model) }
}

function shown(version: number | null): string {
  return version === null ? 'none' : `v${version}`
}
