import { loadModel } from '../artifact/model-codec.ts'
import { runSelfTest } from '../artifact/self-test.ts'
import type { CheckResult } from '../checks/check.ts'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { ArtifactRef, DatasetRef, Json } from '../data/refs.ts'
import { decidedEvaluation } from '../evaluation/decided-evaluation.ts'
import type { EvaluationData, Outcome } from '../evaluation/evaluation-data.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step, type Step } from '../pipeline/step.ts'
import type { CalibrationDrift } from '../quality/drift/calibration-drift.ts'
import { promotionGate, type GateVerdict } from '../registry/promotion-gate.ts'
import { againstChampion, type AgainstChampion } from './against-champion.ts'
import { CHAMPION, modelName, type ResolvedModel } from './champion.ts'
import type { PromotionRule } from './definition.ts'
import { keyMetrics } from './key-metrics.ts'

/** What became of a new version. */
export interface Promotion {
  readonly model: string
  readonly version: number
  readonly promoted: boolean
  readonly why: string
  /** Whether the probabilities of the champion of before still hold, on labels that have matured since. */
  readonly championCalibration?: { readonly state: CalibrationDrift['state']; readonly message: string }
  /** Everything that the report of the training shows. */
  readonly report?: ArtifactRef
}

/** What the promotion step reads. */
export interface PromotionOptions {
  readonly model: string
  readonly rule: PromotionRule
  readonly rows: Step<DatasetRef>
  readonly fit: Step<Fitted>
  readonly champion: Step<ResolvedModel | null>
  /** What people said about the model, for its report. */
  readonly stated?: Pick<EvaluationData, 'card' | 'costs'>
}

interface Fitted {
  readonly artifact: ArtifactRef
  readonly report?: ArtifactRef
}

/**
 * Registers the new version, runs its self-test on every execution path, compares it with the champion on the same
 * rows, and promotes or refuses it; either way the reason is kept in the registry's history.
 */
export function promotionStep(options: PromotionOptions): Step<Promotion> {
  const { model, rule, rows, fit, champion, stated = {} } = options
  return step({
    inputs: { rows, fit, champion },
    keyed: 'effect',
    definition: { step: 'promote', version: 1, model, rule, stated },
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
      const isChampion = champion?.version === version
      const against = isChampion ? {} : await againstChampion(artifact, champion, rows, context)
      const failures = isChampion ? [] : await runSelfTest(artifact, context.data)
      const verdict = isChampion ? unchanged : verdictOf(rule, artifact, against, failures)
      if (!isChampion) await decide({ name, version, verdict }, context)
      const { promote: promoted, why } = verdict
      const promotion = { model: name, version, promoted, why }
      const calibrated = calibrationIn(champion, against)
      if (fit.report === undefined) return { ...promotion, ...calibrated }
      const selfTest = { rows: artifact.selfTest.rows.length, failures }
      const outcome = outcomeOf(promotion, { rule, against, selfTest }, context)
      const report = await decidedEvaluation(fit.report, { ...stated, outcome }, context.artifacts)
      return { ...promotion, ...calibrated, report }
    },
    check: promotion => Promise.resolve([promotionCheck(promotion), ...calibrationChecks(promotion)]),
  })
}

const unchanged: GateVerdict = { promote: true, why: 'is the champion already: nothing changed' }

function verdictOf(
  rule: PromotionRule,
  { metrics }: ModelArtifact,
  { champion, championUnusable }: AgainstChampion,
  selfTestFailures: readonly string[],
): GateVerdict {
  return promotionGate({
    rule,
    candidate: metrics.evaluation ?? metrics.outOfFold,
    selfTestFailures,
    ...(champion && { champion }),
    ...(championUnusable !== undefined && { championUnusable }),
  })
}

/** Says in the registry what was decided. */
async function decide(
  {
    name,
    version,
    verdict,
  }: { readonly name: string; readonly version: number; readonly verdict: GateVerdict },
  { models, run, crashPoint }: StepContext,
): Promise<void> {
  const change = { model: name, version, alias: CHAMPION, who: `run ${run.id}`, why: verdict.why }
  const current = await models.resolve(name, CHAMPION)
  if (!verdict.promote) await models.refuse(change)
  else if (current?.version !== version) await models.promote(change)
  crashPoint('promotion-decided')
}

function outcomeOf(
  promotion: Promotion,
  of: {
    readonly rule: PromotionRule
    readonly against: AgainstChampion
    readonly selfTest: Outcome['selfTest']
  },
  { run }: StepContext,
): Outcome {
  const { comparison, championUnusable } = of.against
  return {
    ...promotion,
    deployment: run.deployment,
    run: run.id,
    rule: { ...of.rule },
    selfTest: of.selfTest,
    ...(comparison && { comparison }),
    ...(championUnusable !== undefined && { championUnusable }),
  }
}

function promotionCheck({ version, promoted, why }: Promotion): CheckResult {
  const base = { check: 'promotion', name: 'promotion', severity: 'warn', subject: 'model' } as const
  return promoted
    ? { ...base, status: 'passed', message: `v${version} is the champion: ${why}` }
    : { ...base, status: 'failed', message: `v${version} was not promoted, the champion stays: ${why}` }
}

function calibrationIn(
  champion: ResolvedModel | null,
  { calibration }: AgainstChampion,
): Pick<Promotion, 'championCalibration'> {
  if (champion === null || calibration === undefined) return {}
  const { state, message } = calibration
  return { championCalibration: { state, message: `champion v${champion.version}: ${message}` } }
}

/** Of the champion so far: its scores were delivered in the meantime, whoever is the champion from now on. */
function calibrationChecks({ championCalibration: found }: Promotion): readonly CheckResult[] {
  if (found === undefined) return []
  const base = {
    check: 'calibration-drift',
    name: 'calibration-drift',
    severity: 'warn',
    subject: 'champion',
  } as const
  if (found.state !== 'drift') {
    const status = found.state === 'ok' ? 'passed' : 'learning'
    return [{ ...base, status, message: found.message }]
  }
  const message = `${found.message}. Scores of the last weeks were too far from what happened; where amounts depend on them, correct for the ratio`
  return [{ ...base, status: 'failed', message }]
}
