import { typeOf, type ExprNode } from '@sluice/expr'
import type { DataSession } from '../../data/session.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import type { Measurement, Statistic } from '../../transforms/transform.ts'
import { factsOf, type Facts } from './facts.ts'
import { knownMeasurement, type Knowledge } from './knowledge.ts'
import { knownMedian } from './known-median.ts'
import { ranksOf, ranksWhenFilled, sharesAmong, type WantedQuantiles } from './order-statistics.ts'
import { statementOf, ValueColumns, type Answer, type Question } from './question.ts'
import { termsQuestion } from './terms-question.ts'
import {
  countsQuestion,
  factsQuestion,
  foldNode,
  momentsQuestion,
  orderQuestion,
  sampleQuestion,
  targetNode,
  targetQuestion,
  type Asked,
} from './questions.ts'

/** Where training rows come from. */
export interface TrainingRows {
  /** A table expression. */
  readonly rows: SqlPart
  readonly data: DataSession
  /** NaN in number columns must be read as missing. */
  readonly nanSafe: boolean
}

/** Quantiles that will be asked for once the missing values of an expression are filled with its median. */
export type AheadQuantiles = WantedQuantiles & { readonly of: ExprNode }

/** A question that writes its answer down. */
interface Open extends Question {
  learn(answer: Answer): void
}

/** Reads facts of expressions, and counts, in one statement; neither needs anything to be known before. */
export async function survey(
  nodes: readonly ExprNode[],
  counts: readonly Statistic[],
  knowledge: Knowledge,
  source: TrainingRows,
): Promise<void> {
  const values = new ValueColumns()
  const unknown = [...new Set(nodes)].filter(node => !knowledge.facts.has(node))
  const open = unknown.map((node, i) => askFacts(`f${i}`, node, values, knowledge))
  await ask([...open, ...askOthers(counts, values, knowledge)], values, source)
}

/**
 * Measures statistics in one statement; without one where everything is known. `ahead` lets the statement read some
 * more ranks, which spares reading the rows again when missing values have been filled.
 */
export async function measure(
  statistics: readonly Statistic[],
  ahead: readonly AheadQuantiles[],
  knowledge: Knowledge,
  source: TrainingRows,
): Promise<readonly Measurement[]> {
  const unanswered = statistics.filter(statistic => knownMeasurement(statistic, knowledge) === undefined)
  const unsure = unanswered.filter(needsFacts).map(subject)
  const unknown = unsure.filter(node => factsOf(node, knowledge.facts) === undefined)
  // Rare: what a logarithm makes missing, for instance, only the rows can tell.
  if (unknown.length > 0) await survey(unknown, [], knowledge, source)
  const values = new ValueColumns()
  const open = [
    ...askOrder(unanswered.filter(isQuantiles), ahead, values, knowledge),
    ...askOthers(unanswered, values, knowledge),
  ]
  await ask(open, values, source)
  return statistics.map(statistic => knownMeasurement(statistic, knowledge) as Measurement)
}

async function ask(
  open: readonly Open[],
  values: ValueColumns,
  { rows, data, nanSafe }: TrainingRows,
): Promise<void> {
  if (open.length === 0) return
  const [answer] = await data.rows<Answer>(statementOf(open, values.sql(nanSafe), rows))
  for (const question of open) question.learn(answer ?? {})
}

function learning<A>(question: Asked<A>, write: (found: A) => void): Open {
  return { ...question, learn: answer => write(question.read(answer)) }
}

function askFacts(id: string, node: ExprNode, values: ValueColumns, { facts }: Knowledge): Open {
  return learning(factsQuestion(id, values.of(node), typeOf(node)), found => facts.set(node, found))
}

function askOrder(
  wanted: readonly AheadQuantiles[],
  ahead: readonly AheadQuantiles[],
  values: ValueColumns,
  { facts, order }: Knowledge,
): readonly Open[] {
  return [...Map.groupBy(wanted, ({ of }) => of)].map(([node, quantiles], i) => {
    const known = factsOf(node, facts) as Facts
    const counts = { present: known.rows - known.missing, missing: known.missing }
    const later = ahead.filter(({ of }) => of === node)
    const ranks = [
      ...quantiles.flatMap(each => ranksOf(sharesAmong(each, known.rows), counts.present)),
      ...later.flatMap(each => ranksWhenFilled(sharesAmong(each, known.rows), counts)),
    ]
    return learning(orderQuestion(`o${i}`, values.of(node), known, ranks), found => order.set(node, found))
  })
}

function askOthers(
  statistics: readonly Statistic[],
  values: ValueColumns,
  knowledge: Knowledge,
): readonly Open[] {
  const asked = new Map<string, Open>()
  statistics.forEach((statistic, i) => {
    const { kind, of } = statistic
    const top = kind === 'counts' ? statistic.top : undefined
    const v = values.of(of)
    const key = `${kind} ${v} ${top}`
    if (asked.has(key)) return
    const id = `s${i}`
    if (kind === 'extremes') asked.set(key, askFacts(id, of, values, knowledge))
    if (kind === 'sample') {
      const facts = factsOf(of, knowledge.facts) as Facts
      asked.set(
        key,
        learning(sampleQuestion(id, v, facts), found => knowledge.samples.set(of, found)),
      )
    }
    if (kind === 'terms') {
      const terms = termsQuestion(id, v, statistic)
      asked.set(
        key,
        learning(terms, found => knowledge.terms.set(of, found)),
      )
    }
    if (kind === 'counts') {
      asked.set(
        key,
        learning(countsQuestion(id, v, top), found => learnCounts(of, top, found, knowledge)),
      )
    }
    if (kind === 'moments') {
      const facts = factsOf(of, knowledge.facts) as Facts
      asked.set(
        key,
        learning(momentsQuestion(id, v, facts, knownMedian(of, knowledge)), found =>
          knowledge.moments.set(of, found),
        ),
      )
    }
    if (kind === 'target-counts') {
      const columns = { value: v, fold: values.of(foldNode), target: values.of(targetNode) }
      const facts = factsOf(targetNode, knowledge.facts) as Facts
      asked.set(
        key,
        learning(targetQuestion(id, columns, facts), found => knowledge.targets.set(of, found)),
      )
    }
  })
  return [...asked.values()]
}

function learnCounts(
  of: ExprNode,
  top: number | undefined,
  found: Parameters<Knowledge['counts']['set']>[1],
  { counts, topCounts }: Knowledge,
): void {
  if (top === undefined) {
    counts.set(of, found)
    return
  }
  const known = topCounts.get(of) ?? new Map<number, typeof found>()
  topCounts.set(of, known.set(top, found))
}

function isQuantiles(statistic: Statistic): statistic is Extract<Statistic, { readonly kind: 'quantiles' }> {
  return statistic.kind === 'quantiles'
}

/** True where facts must be known before the statement can be written. */
function needsFacts({ kind }: Statistic): boolean {
  return kind !== 'extremes' && kind !== 'counts' && kind !== 'terms'
}

/** The expression whose facts a statistic needs. */
function subject({ kind, of }: Statistic): ExprNode {
  return kind === 'target-counts' ? targetNode : of
}
