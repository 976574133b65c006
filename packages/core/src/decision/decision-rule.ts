import { call, literal, type ExprNode } from '@sluice/expr'
import { probabilityOf, type Calibrator } from '../calibration/calibrator.ts'
import { selectionCurve, type SelectionCurve } from '../metrics/curve.ts'
import { OptionInvalid } from '../models/option-invalid.ts'
import { cheapestSelection, costReason, type MistakeCosts } from './cost.ts'
import { firstReaching } from './first-reaching.ts'
import { bestSelection, shareSelection, type Maximized, type Selection } from './selection.ts'

/**
 * How the threshold is chosen: a fixed probability, the best value of a metric, a share of the rows, or the least cost
 * of wrong decisions.
 */
export type DecisionRule =
  | { readonly threshold: number }
  | { readonly maximize: Maximized }
  | { readonly topShare: number }
  | { readonly cost: MistakeCosts }

/**
 * The threshold as it is applied: a row is selected when its margin is at least `margin`. The largest double stands
 * for "nobody is selected".
 */
export interface DecisionThreshold {
  readonly kind: 'threshold'
  readonly margin: number
  /** The probability at that margin, or the one that was asked for; null when nobody is selected. */
  readonly probability: number | null
  readonly rule: DecisionRule
  /** Why it is there, in one sentence for people. */
  readonly why: string
}

/** Out-of-fold margins and what happened, from which a threshold is chosen. */
export interface DecisionRows {
  readonly margins: Float64Array
  readonly target: Float64Array
  readonly calibrator: Calibrator | undefined
  /** Of a regression the margin is the prediction: a fixed threshold is on it, and no metric can be maximised. */
  readonly task?: 'binary' | 'regression'
}

/** The margin that no row reaches. */
export const nobody: number = Number.MAX_VALUE

/** Chooses the threshold; without a rule it is probability 0.5. Of thresholds equally good the highest is taken. */
export function chooseThreshold(rule: DecisionRule | undefined, rows: DecisionRows): DecisionThreshold {
  const chosen = rule ?? { threshold: 0.5 }
  checkRule(chosen, rows.task ?? 'binary')
  if ('threshold' in chosen) return fixedThreshold(chosen, rows)
  const curve = selectionCurve(rows.target, rows.margins)
  if ('cost' in chosen) return leastCost(chosen, curve, rows)
  return 'topShare' in chosen ? topShare(chosen, curve, rows) : maximized(chosen, curve, rows)
}

/** The decision as an expression: true when the margin reaches the threshold. */
export function decideExpr({ margin: threshold }: DecisionThreshold, margin: ExprNode): ExprNode {
  return call('greaterOrEqual', margin, literal(threshold))
}

function fixedThreshold(
  rule: DecisionRule & { readonly threshold: number },
  { calibrator, task }: DecisionRows,
): DecisionThreshold {
  const { threshold } = rule
  if (task === 'regression') {
    return {
      kind: 'threshold',
      margin: threshold,
      probability: null,
      rule,
      why: `prediction ${show(threshold)}`,
    }
  }
  const probability = probabilityOf(calibrator)
  const margin = firstReaching(probability, threshold)
  if (margin !== undefined) {
    return { kind: 'threshold', margin, probability: threshold, rule, why: `probability ${show(threshold)}` }
  }
  const why = `probability ${show(threshold)} is never reached: the highest is ${show(probability(nobody))}; nobody is selected`
  return { kind: 'threshold', margin: nobody, probability: null, rule, why }
}

function maximized(
  rule: DecisionRule & { readonly maximize: Maximized },
  curve: SelectionCurve,
  rows: DecisionRows,
): DecisionThreshold {
  if (curve.positives === 0 || curve.positives === curve.rows) {
    const fallback = fixedThreshold({ threshold: 0.5 }, rows)
    const found = curve.rows === 0 ? 'there are no rows' : `all ${curve.rows} rows are of one class`
    return { ...fallback, rule, why: `${found}, so ${rule.maximize} cannot choose: ${fallback.why}` }
  }
  const best = bestSelection(curve, rule.maximize)
  return selectionThreshold(rule, best, rows, `${rule.maximize} is largest, ${show(best.value)}`)
}

function leastCost(
  rule: DecisionRule & { readonly cost: MistakeCosts },
  curve: SelectionCurve,
  rows: DecisionRows,
): DecisionThreshold {
  if (curve.rows === 0) {
    const { falsePositive, falseNegative } = rule.cost
    const fallback = fixedThreshold({ threshold: falsePositive / (falsePositive + falseNegative) }, rows)
    return { ...fallback, rule, why: `there are no rows, so costs alone decide: ${fallback.why}` }
  }
  const best = cheapestSelection(curve, rule.cost)
  return selectionThreshold(rule, best, rows, costReason(curve, rule.cost, best.value, show))
}

function topShare(
  rule: DecisionRule & { readonly topShare: number },
  curve: SelectionCurve,
  rows: DecisionRows,
): DecisionThreshold {
  const selection = shareSelection(curve, rule.topShare)
  return selectionThreshold(rule, selection, rows, `the top ${percent(rule.topShare)} of rows`)
}

function selectionThreshold(
  rule: DecisionRule,
  { margin, share }: Selection,
  { calibrator, task }: DecisionRows,
  reason: string,
): DecisionThreshold {
  if (margin === undefined) {
    return {
      kind: 'threshold',
      margin: nobody,
      probability: null,
      rule,
      why: `${reason}: nobody is selected`,
    }
  }
  const probability = task === 'regression' ? null : probabilityOf(calibrator)(margin)
  const at = probability === null ? `prediction ${show(margin)}` : `probability ${show(probability)}`
  const why = `${reason}, at ${at}; ${percent(share)} of rows reach it`
  return { kind: 'threshold', margin: clipped(margin), probability, rule, why }
}

// JSON has no infinities; a threshold at the end of the doubles selects the same finite margins.
function clipped(margin: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, margin))
}

const metrics: readonly string[] = ['f1', 'balancedAccuracy', 'youden', 'accuracy'] satisfies Maximized[]

function checkRule(rule: DecisionRule, task: 'binary' | 'regression'): void {
  const invalid = (option: string, value: unknown, expected: string) =>
    new OptionInvalid({ of: 'decide', option, value, expected })
  if ('threshold' in rule) {
    const { threshold } = rule
    const allowed = task === 'regression' ? Number.isFinite(threshold) : threshold >= 0 && threshold <= 1
    if (!allowed) {
      throw invalid('threshold', threshold, task === 'regression' ? 'a number' : 'a probability from 0 to 1')
    }
  } else if ('topShare' in rule) {
    if (!(rule.topShare >= 0 && rule.topShare <= 1)) {
      throw invalid('topShare', rule.topShare, 'a share from 0 to 1')
    }
  } else if ('cost' in rule) {
    for (const mistake of ['falsePositive', 'falseNegative'] as const) {
      const value = rule.cost[mistake]
      if (!(value > 0 && Number.isFinite(value))) throw invalid(`cost.${mistake}`, value, 'a number above 0')
    }
    if (task === 'regression') throw invalid('cost', rule.cost, 'absent for a regression')
  } else {
    if (!metrics.includes(rule.maximize)) {
      throw invalid('maximize', rule.maximize, `one of ${metrics.join(', ')}`)
    }
    if (task === 'regression') throw invalid('maximize', rule.maximize, 'absent for a regression')
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)))
}
