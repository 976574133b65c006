import type { ExprNode } from '@sluice/expr'
import type {
  CountsMeasurement,
  Measurement,
  SampleMeasurement,
  Statistic,
  TargetMeasurement,
  TermsMeasurement,
} from '../../transforms/transform.ts'
import { factsOf, type Facts } from './facts.ts'
import {
  quantilesOf,
  quantilesWhenFilled,
  sharesAmong,
  type OrderStatistics,
  type WantedQuantiles,
} from './order-statistics.ts'

/** What has been measured of the training rows so far, by expression. */
export interface Knowledge {
  readonly facts: Map<ExprNode, Facts>
  readonly order: Map<ExprNode, OrderStatistics>
  readonly moments: Map<ExprNode, Extract<Measurement, { readonly kind: 'moments' }>>
  readonly counts: Map<ExprNode, CountsMeasurement>
  /** Only the most frequent values, as many as the key of the inner map says. */
  readonly topCounts: Map<ExprNode, Map<number, CountsMeasurement>>
  readonly samples: Map<ExprNode, SampleMeasurement>
  readonly targets: Map<ExprNode, TargetMeasurement>
  readonly terms: Map<ExprNode, TermsMeasurement>
}

/** Nothing is known yet. */
export function noKnowledge(): Knowledge {
  return {
    facts: new Map(),
    order: new Map(),
    moments: new Map(),
    counts: new Map(),
    topCounts: new Map(),
    samples: new Map(),
    targets: new Map(),
    terms: new Map(),
  }
}

/** The measurement of a statistic where it is known or follows from what is known. */
export function knownMeasurement(statistic: Statistic, knowledge: Knowledge): Measurement | undefined {
  const { of } = statistic
  switch (statistic.kind) {
    case 'missing': {
      const facts = factsOf(of, knowledge.facts)
      return facts && { kind: 'missing', missing: facts.missing }
    }
    case 'extremes': {
      // Derived bounds would not do: they may be wider than the values are.
      const facts = knowledge.facts.get(of)
      return facts && { kind: 'extremes', missing: facts.missing, min: facts.min, max: facts.max }
    }
    case 'quantiles':
      return knownQuantiles(statistic, of, knowledge)
    case 'moments':
      return knowledge.moments.get(of)
    case 'counts':
      return knownCounts(of, statistic.top, knowledge)
    case 'sample':
      return knowledge.samples.get(of)
    case 'terms':
      return knowledge.terms.get(of)
    case 'target-counts':
      return knowledge.targets.get(of)
  }
}

function knownQuantiles(
  wanted: WantedQuantiles,
  of: ExprNode,
  { order }: Knowledge,
): Measurement | undefined {
  const among = ({ present, missing }: OrderStatistics) => sharesAmong(wanted, present + missing)
  const own = order.get(of)
  const values = own && quantilesOf(among(own), own)
  if (own && values) return { kind: 'quantiles', missing: own.missing, values }
  if (of.kind !== 'call' || of.op !== 'coalesce' || of.args.length !== 2) return undefined
  const [inner, constant] = of.args as readonly [ExprNode, ExprNode]
  const before = order.get(inner)
  if (before === undefined || constant.kind !== 'literal' || typeof constant.value !== 'number') {
    return undefined
  }
  const filled = quantilesWhenFilled(among(before), before, constant.value)
  return filled && { kind: 'quantiles', missing: 0, values: filled }
}

function knownCounts(
  of: ExprNode,
  top: number | undefined,
  { counts, topCounts }: Knowledge,
): CountsMeasurement | undefined {
  const all = counts.get(of)
  if (top === undefined) return all
  const some = topCounts.get(of)?.get(top)
  if (some !== undefined || all === undefined) return some
  const order = all.counts
    .map((_, i) => i)
    .toSorted((a, b) => (all.counts[b] as number) - (all.counts[a] as number))
  const most = order.slice(0, top)
  return {
    ...all,
    values: most.map(i => all.values[i] as CountsMeasurement['values'][number]),
    counts: most.map(i => all.counts[i] as number),
  }
}
