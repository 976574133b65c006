import { loadModel } from '../artifact/model-codec.ts'
import { runSelfTest } from '../artifact/self-test.ts'
import type { CheckResult } from '../checks/check.ts'
import type { ArtifactRef, DatasetRef, Json } from '../data/refs.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step, type Step } from '../pipeline/step.ts'
import { promotionGate, type GateInput } from '../registry/promotion-gate.ts'
import { identifier, sql } from '../sql/sql.ts'
import { CHAMPION, modelName, type ResolvedModel } from './champion.ts'
import type { PromotionRule } from './definition.ts'
import { evaluateRows } from './evaluate-rows.ts'
import { inputDifferences } from './input-differences.ts'
import { keyMetrics } from './key-metrics.ts'
import { LEARN } from './training-rows.ts'

/** What became of a new version. */
export interface Promotion {
  readonly model: string
  readonly version: number
  readonly promoted: boolean
  readonly why: string
}

/** What the promotion step reads. */
export interface PromotionOptions {
  readonly model: string
  readonly rule: PromotionRule
  readonly rows: Step<DatasetRef>
  readonly fit: Step<{ readonly artifact: ArtifactRef }>
  readonly champion: Step<ResolvedModel | null>
}

/**
 * Registers the new version, runs its self-test on every execution path, compares it with the champion on the same
 * rows, and promotes or refuses it; either way the reason is kept in the registry's history.
 */
export function promotionStep({ model, rule, rows, fit, champion }: PromotionOptions): Step<Promotion> {
  return step({
    inputs: { rows, fit, champion },
    keyed: 'effect',
    definition: { step: 'promote', version: 1, model, rule },
    run: async ({ rows, fit, champion }, context) => {
      const artifact = await loadModel(context.artifacts, fit.artifact)
      const name = modelName(model, context.run.deployment)
      const metrics = keyMetrics(artifact) as unknown as Json
      const { version } = await context.models.register({
        model: name,
        artifact: fit.artifact,
        run: context.run.id,
        metrics,
      })
      context.crashPoint('promotion-registered')
      if (champion?.version === version) {
        return { model: name, version, promoted: true, why: 'is the champion already: nothing changed' }
      }
      const verdict = promotionGate({
        rule,
        candidate: artifact.metrics.evaluation ?? artifact.metrics.outOfFold,
        selfTestFailures: await runSelfTest(artifact, context.data),
        ...(champion && (await comparison(champion, rows, context))),
      })
      const change = { model: name, version, alias: CHAMPION, who: `run ${context.run.id}`, why: verdict.why }
      const current = await context.models.resolve(name, CHAMPION)
      if (!verdict.promote) await context.models.refuse(change)
      else if (current?.version !== version) await context.models.promote(change)
      context.crashPoint('promotion-decided')
      return { model: name, version, promoted: verdict.promote, why: verdict.why }
    },
    check: promotion => Promise.resolve([promotionCheck(promotion)]),
  })
}

/** The champion on the rows that the new version was evaluated on, or why it cannot score them. */
async function comparison(
  champion: ResolvedModel,
  rows: DatasetRef,
  { artifacts, data, signal }: StepContext,
): Promise<Pick<GateInput, 'champion' | 'championUnusable'>> {
  const artifact = await loadModel(artifacts, champion.artifact)
  const differences = inputDifferences(artifact.input, rows.schema)
  if (differences.length > 0) {
    return {
      championUnusable: `champion v${champion.version} cannot score these rows: ${differences.join('; ')}`,
    }
  }
  const held = sql`(SELECT * FROM ${data.dataset(rows)} WHERE NOT ${identifier(LEARN)})`
  const evaluation = await evaluateRows(artifact, held, { data, signal })
  return evaluation === undefined ? {} : { champion: { version: champion.version, evaluation } }
}

function promotionCheck({ version, promoted, why }: Promotion): CheckResult {
  const base = { check: 'promotion', name: 'promotion', severity: 'warn', subject: 'model' } as const
  return promoted
    ? { ...base, status: 'passed', message: `v${version} is the champion: ${why}` }
    : { ...base, status: 'failed', message: `v${version} was not promoted, the champion stays: ${why}` }
}
