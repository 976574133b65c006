import type { LearningCurve } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { line, rule, type DataPoint } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { count, plain } from '../words/numbers.ts'

/** Loss by iteration on the rows learned from and on those held back. */
export function learningFigure({ points, best }: LearningCurve): Html {
  const training = points.map(({ iteration, training }): DataPoint => [iteration, training])
  const validation = points.flatMap(({ iteration, validation }): DataPoint[] =>
    validation === undefined ? [] : [[iteration, validation]],
  )
  const values = [...training, ...validation].map(([, loss]) => loss)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const pad = (high - low) * 0.05 || 1
  const last = points.at(-1)?.iteration ?? 1
  const chart = plot({
    id: 'learning',
    label: `Loss by iteration, from ${plain(training[0]?.[1])} to ${plain(training.at(-1)?.[1])} on the training rows`,
    x: { title: 'Iteration (trees)', domain: [Math.min(1, points[0]?.iteration ?? 0), last], format: count },
    y: { title: 'Loss', domain: [low - pad, high + pad], format: value => plain(value) },
    height: 300,
    marks: (x, y) =>
      html`${line(training, x, y, 'quiet')}${line(validation, x, y, 'a')}${rule({ x: best }, { x, y, label: `used: ${best}` })}`,
  })
  return figure({
    title: 'Learning curve',
    note:
      validation.length === 0
        ? `All ${count(last)} iterations are used; no rows were held back to stop earlier.`
        : `Trees after iteration ${count(best)} made the held-back rows no better and are left out.`,
    legend: [
      { label: 'Training rows', series: 'quiet' },
      ...(validation.length === 0 ? [] : [{ label: 'Held-back rows', series: 'a' }]),
    ],
    chart,
    data: {
      caption: 'Loss by iteration',
      columns: [
        { title: 'Iteration', align: 'right' },
        { title: 'Training', align: 'right' },
        { title: 'Held back', align: 'right' },
      ],
      rows: points
        .filter((_, i) => i % Math.ceil(points.length / 25) === 0)
        .map(({ iteration, training, validation }) => [
          count(iteration),
          plain(training, 5),
          plain(validation, 5),
        ]),
    },
  })
}
