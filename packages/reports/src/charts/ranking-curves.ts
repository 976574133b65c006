import type { SampleEvaluation } from '@sluice/core'
import { figure, type LegendEntry } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { dots, line, reference, rule } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { decimal, interval, percent, share } from '../words/numbers.ts'
import { sampleTitle } from '../words/samples.ts'

/** The class that a sample is drawn with: what counts in colour, the other one quiet. */
export function seriesOf(
  { sample }: Pick<SampleEvaluation, 'sample'>,
  of: readonly SampleEvaluation[],
): string {
  return sample === 'later' || of.length === 1 ? 'a' : 'quiet'
}

/** Legend entries of samples. */
export function sampleLegend(samples: readonly SampleEvaluation[]): readonly LegendEntry[] {
  return samples.toReversed().map(each => ({
    label: sampleTitle(each),
    series: seriesOf(each, samples),
    mark: seriesOf(each, samples) === 'a' ? ('line' as const) : ('dash' as const),
  }))
}

/** The ROC curves of all samples. */
export function rocFigure(samples: readonly SampleEvaluation[]): Html {
  const main = samples.at(-1)
  const marked = main?.metrics.confusion
  const chart = plot({
    id: 'roc',
    label: `ROC curve. ${aucWords(samples)}`,
    x: { title: 'False positive rate', domain: [0, 1], format: share },
    y: { title: 'True positive rate (recall)', domain: [0, 1], format: share },
    height: 320,
    marks: (x, y) =>
      html`${reference(
        [
          [0, 0],
          [1, 1],
        ],
        x,
        y,
      )}
      ${samples.map(each => line(each.ranking?.roc ?? [], x, y, seriesOf(each, samples)))}
      ${marked && marked.specificity !== null && marked.recall !== null && dots([[1 - marked.specificity, marked.recall, 'chosen threshold']], { x, y, series: 'chosen', radius: 5 })}`,
  })
  const points = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7]
  return figure({
    title: 'ROC curve',
    note: `${aucWords(samples)} The ring is the chosen threshold; the thin line is chance.`,
    legend: sampleLegend(samples),
    chart,
    data: {
      caption: 'True positive rate by false positive rate',
      columns: [
        { title: 'False positive rate', align: 'right' },
        ...samples.map(each => ({ title: sampleTitle(each), align: 'right' as const })),
      ],
      rows: points.map(at => [
        share(at),
        ...samples.map(({ ranking }) => percent(lastAt(ranking?.roc ?? [], at))),
      ]),
    },
  })
}

/** The precision–recall curves of all samples with the base rate. */
export function precisionRecallFigure(samples: readonly SampleEvaluation[]): Html {
  const main = samples.at(-1)
  const baseRate = main?.metrics.baseRate ?? 0
  // The smallest selections are noise: they may be cut off, but not what a twentieth of the positives gives.
  const seen = samples
    .flatMap(({ ranking }) => ranking?.precisionRecall ?? [])
    .filter(([recall]) => recall >= 0.05)
  const top = Math.min(1, niceCeiling(Math.max(baseRate, ...seen.map(([, precision]) => precision)) * 1.1))
  const marked = main?.metrics.confusion
  const chart = plot({
    id: 'precision-recall',
    label: `Precision by recall. ${precisionWords(samples)}`,
    x: { title: 'Recall (share of positives found)', domain: [0, 1], format: share },
    y: { title: 'Precision', domain: [0, top], format: share },
    height: 320,
    marks: (x, y) =>
      html`${samples.map(each => line(each.ranking?.precisionRecall ?? [], x, y, seriesOf(each, samples)))}
      ${rule({ y: baseRate }, { x, y, label: `base rate ${percent(baseRate)}` })}
      ${marked && marked.precision !== null && marked.recall !== null && dots([[marked.recall, marked.precision, 'chosen threshold']], { x, y, series: 'chosen', radius: 5 })}`,
  })
  const at = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
  return figure({
    title: 'Precision and recall',
    note: precisionWords(samples),
    legend: sampleLegend(samples),
    chart,
    data: {
      caption: 'Precision by recall',
      columns: [
        { title: 'Recall', align: 'right' },
        ...samples.map(each => ({ title: sampleTitle(each), align: 'right' as const })),
      ],
      rows: at.map(recall => [
        share(recall),
        ...samples.map(({ ranking }) => percent(ranking?.precisionRecall.find(([x]) => x >= recall)?.[1])),
      ]),
    },
  })
}

function aucWords(samples: readonly SampleEvaluation[]): string {
  const parts = samples.toReversed().flatMap(each => {
    const { ranking } = each
    return ranking?.auc
      ? [
          `${sampleTitle(each)}: AUC ${decimal(ranking.auc.value)} (95\u00A0% interval ${interval(ranking.auc)}).`,
        ]
      : []
  })
  return parts.join(' ')
}

function precisionWords(samples: readonly SampleEvaluation[]): string {
  return samples
    .toReversed()
    .map(
      each =>
        `${sampleTitle(each)}: average precision ${decimal(each.metrics.averagePrecision)} against a base rate of ${percent(each.metrics.baseRate)}.`,
    )
    .join(' ')
}

function lastAt(points: readonly (readonly [number, number])[], at: number): number | undefined {
  return points.findLast(([x]) => x <= at)?.[1]
}
