import type { PromotionRule } from '../scoring/definition.ts'
import type { Evaluation } from '../metrics/evaluation.ts'

/** What the gate knows of the new version and, where there is one, of the champion on the same rows. */
export interface GateInput {
  readonly rule: PromotionRule
  readonly candidate: Evaluation
  readonly champion?: { readonly version: number; readonly evaluation: Evaluation }
  /** Why the champion could not score the same rows, when it could not. */
  readonly championUnusable?: string
  /** What the self-test found, empty when every path agreed. */
  readonly selfTestFailures: readonly string[]
}

/** The verdict with its reason in one sentence, kept in the registry's history. */
export interface GateVerdict {
  readonly promote: boolean
  readonly why: string
}

const smallerIsBetter = new Set<PromotionRule['metric']>(['logLoss', 'brier', 'rmse'])

/**
 * Decides whether a new version becomes champion: its self-test agrees on every path, it reaches the minimum, and
 * it is not worse than the champion on the same rows by more than the tolerance.
 */
export function promotionGate(input: GateInput): GateVerdict {
  const { rule, candidate, champion, selfTestFailures } = input
  const value = metricOf(candidate, rule.metric)
  if (selfTestFailures.length > 0) return refuse(`self-test failed: ${selfTestFailures.join('; ')}`)
  if (value === undefined) {
    return refuse(
      `${rule.metric} could not be computed on the ${candidate.rows} evaluation rows: ${reasonOf(rule.metric)}`,
    )
  }
  if (rule.minimum !== undefined && worseBy(rule, rule.minimum, value) > 0) {
    return refuse(`${rule.metric} ${show(value)} does not reach the minimum ${show(rule.minimum)}`)
  }
  if (champion === undefined) {
    const reason = input.championUnusable ?? 'no champion yet'
    return { promote: true, why: `${rule.metric} ${show(value)}; ${reason}` }
  }
  const reference = metricOf(champion.evaluation, rule.metric)
  const against = `champion v${champion.version}`
  if (reference === undefined) {
    return { promote: true, why: `${rule.metric} ${show(value)}; ${against} has none` }
  }
  const comparison = `${rule.metric} ${show(value)} against ${show(reference)} of ${against} on the same rows`
  return worseBy(rule, reference, value) > rule.tolerance
    ? refuse(`${comparison}: worse by more than ${rule.tolerance}`)
    : { promote: true, why: comparison }
}

const ranks = new Set<PromotionRule['metric']>(['auc', 'averagePrecision'])

function reasonOf(metric: PromotionRule['metric']): string {
  return ranks.has(metric)
    ? 'it needs positive and negative ones (of several classes: right and wrong ones). Evaluate on more dates, or promote by logLoss'
    : 'there are none, or it is no metric of this task. Evaluate on more dates, or promote by another metric'
}

function worseBy(rule: PromotionRule, reference: number, value: number): number {
  return smallerIsBetter.has(rule.metric) ? value - reference : reference - value
}

function metricOf(evaluation: Evaluation, metric: PromotionRule['metric']): number | undefined {
  const value = (evaluation as unknown as Readonly<Record<string, unknown>>)[metric]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function refuse(why: string): GateVerdict {
  return { promote: false, why }
}

function show(value: number): string {
  return value.toFixed(4)
}
