import type { EvaluationData, ExampleKind, Explanations, RowExplanation } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { bar, rowPlot } from '../svg/row-plot.ts'
import { px } from '../svg/plot.ts'
import { percent, plain, signed } from '../words/numbers.ts'

const titles: Readonly<Record<ExampleKind, string>> = {
  highest: 'The highest score',
  'near-threshold': 'Just at the threshold',
  'false-alarm': 'A false alarm',
  missed: 'A missed positive',
  lowest: 'The lowest score',
}

/** How one row got from the base to its score, contribution by contribution. */
export function waterfallFigure(
  { kind, total, margin, probability, target, parts, rest }: RowExplanation,
  { base, unit }: Pick<Explanations, 'base' | 'unit'>,
  task: EvaluationData['task'],
): Html {
  const steps = [
    ...parts.map(({ name, value, contribution }) => ({ name: `${name} = ${value}`, contribution })),
    ...(rest === 0 ? [] : [{ name: 'all other features', contribution: rest }]),
  ]
  const ends = steps.reduce<readonly number[]>(
    (before, { contribution }) => [...before, (before.at(-1) ?? base) + contribution],
    [base],
  )
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  const pad = (high - low) * 0.04 || 1
  const note =
    task === 'binary'
      ? `The probability is ${percent(probability)}; the row was ${target === 1 ? 'positive' : 'negative'}.`
      : `The prediction is ${plain(margin)}; observed was ${plain(target)}.`
  const chart = rowPlot({
    label: `From ${plain(base, 3)} to ${plain(total, 3)}: ${steps.map(({ name, contribution }) => `${name} ${signed(contribution, 2)}`).join(', ')}`,
    title: `${unit}: from ${plain(base, 3)} to ${plain(total, 3)}`,
    domain: [low - pad, high + pad],
    format: value => plain(value),
    at: base,
    band: 10,
    rows: steps.map(({ name, contribution }, i) => ({
      name,
      value: signed(contribution, 2),
      marks: (x, { top, bottom }) =>
        html`${bar(x, [ends[i] as number, ends[i + 1] as number], { top, bottom, series: contribution >= 0 ? 'up' : 'down' })}${
          i < steps.length - 1 &&
          html`<line
            class="link"
            x1="${px(x(ends[i + 1] as number))}"
            x2="${px(x(ends[i + 1] as number))}"
            y1="${top}"
            y2="${bottom + 26}"
          />`
        }`,
    })),
  })
  return figure({ title: titles[kind], note, chart })
}
