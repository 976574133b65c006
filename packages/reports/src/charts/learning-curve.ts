import type { FitCurve, LearningCurve, LossPoint } from '@sluice/core'
import { figure, type LegendEntry } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import type { TableOptions } from '../html/table.ts'
import { dots, line, rule, type DataPoint } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { count, plain } from '../words/numbers.ts'

/** Loss by iteration: of the final fit on its rows, and of each fold on the rows that it watched. */
export function learningFigure({ used, final, folds }: LearningCurve): Html {
  const training = final.map(({ iteration, training }): DataPoint => [iteration, training])
  const watched = folds.map(({ points }) => points.flatMap(validationPoint))
  const best = folds.flatMap(bestPoint)
  const all = [...training, ...watched.flat()]
  const values = all.map(([, loss]) => loss)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const pad = (high - low) * 0.05 || 1
  const chart = plot({
    id: 'learning',
    label: `Loss by iteration, from ${plain(training[0]?.[1])} to ${plain(training.at(-1)?.[1])} on the training rows`,
    x: {
      title: 'Iteration (trees)',
      domain: [0, Math.max(1, ...all.map(([iteration]) => iteration))],
      format: count,
    },
    y: { title: 'Loss', domain: [low - pad, high + pad], format: value => plain(value) },
    height: 320,
    marks: (x, y) =>
      html`${line(training, x, y, 'quiet')}${watched.map(points => line(points, x, y, 'a fine'))}
      ${dots(best, { x, y, series: 'a' })}${rule({ x: used }, { x, y, label: `used: ${used}` })}`,
  })
  return figure({
    title: 'Learning curve',
    note: noteOf(used, folds),
    legend: legendOf(folds),
    chart,
    data: tableOf(final, folds),
  })
}

function validationPoint({ iteration, validation }: LossPoint): readonly DataPoint[] {
  return validation === undefined ? [] : [[iteration, validation]]
}

function bestPoint({ points, best }: FitCurve): readonly DataPoint[] {
  const nearest = points.find(({ iteration }) => iteration >= best) ?? points.at(-1)
  return nearest === undefined ? [] : validationPoint(nearest)
}

function noteOf(used: number, folds: readonly FitCurve[]): string {
  if (folds.length === 0) return `All ${count(used)} iterations are used: learning was not to stop early.`
  const bests = folds.map(({ best }) => count(best)).join(', ')
  return `Each fold stopped when its held-back rows got no better (best at ${bests}); the final model uses the middle of these, ${count(used)}.`
}

function legendOf(folds: readonly FitCurve[]): readonly LegendEntry[] {
  const final = { label: 'Final fit, its own rows', series: 'quiet', mark: 'dash' } as const
  return folds.length === 0 ? [final] : [final, { label: 'Folds, held-back rows', series: 'a' }]
}

function tableOf(final: readonly LossPoint[], folds: readonly FitCurve[]): TableOptions {
  const right = 'right' as const
  const every = Math.ceil(final.length / 25)
  const at = (points: readonly LossPoint[], wanted: number) =>
    points.find(({ iteration }) => iteration >= wanted)
  return {
    caption: 'Loss by iteration',
    columns: [
      { title: 'Iteration', align: right },
      { title: 'Final fit', align: right },
      ...folds.map((_, i) => ({ title: `Fold ${i + 1}`, align: right })),
    ],
    rows: final
      .filter((_, i) => i % every === 0)
      .map(({ iteration, training }) => [
        count(iteration),
        plain(training, 5),
        ...folds.map(({ points }) => plain(at(points, iteration)?.validation, 5)),
      ]),
  }
}
