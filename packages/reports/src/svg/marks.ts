import { html, trusted, type Html } from '../html/html.ts'
import { px } from './plot.ts'
import type { Scale } from './scale.ts'

/** A point in units of the data. */
export type DataPoint = readonly [x: number, y: number]

/** A line through points. */
export function line(points: readonly DataPoint[], x: Scale, y: Scale, series: string): Html {
  return html`<path class="line ${series}" d="${path(points, x, y)}" />`
}

/** A straight line for comparison, such as what chance would give. */
export function reference([from, to]: readonly [DataPoint, DataPoint], x: Scale, y: Scale): Html {
  return html`<path class="reference" d="${path([from, to], x, y)}" />`
}

/** The area of a step function between the axis and its values: value `i` holds from `edges[i]` to `edges[i + 1]`. */
export function steps(
  edges: readonly number[],
  values: readonly number[],
  { x, y, series }: { readonly x: Scale; readonly y: Scale; readonly series: string },
): Html {
  const outline = values.flatMap((value, i): DataPoint[] => [
    [edges[i] as number, value],
    [edges[i + 1] as number, value],
  ])
  const [first = 0, last = 0] = [edges[0], edges.at(-1)]
  return html`<path class="area ${series}" d="${path([[first, 0], ...outline, [last, 0]], x, y)}Z" />`
}

/** Points with a text that a pointer shows. */
export function dots(
  points: readonly (DataPoint | readonly [x: number, y: number, label: string])[],
  {
    x,
    y,
    series,
    radius = 3.5,
  }: { readonly x: Scale; readonly y: Scale; readonly series: string; readonly radius?: number },
): Html {
  return html`${points.map(
    ([a, b, label]) =>
      html`<circle class="dot ${series}" cx="${px(x(a))}" cy="${px(y(b))}" r="${radius}"
        >${label !== undefined && html`<title>${label}</title>`}</circle
      >`,
  )}`
}

/** Many small points of one series as one path: a tenth of the size of circles. */
export function cloud(points: readonly DataPoint[], x: Scale, y: Scale, series: string): Html {
  const d = points.map(([a, b]) => `M${px(x(a)).text} ${px(y(b)).text}h0`).join('')
  return html`<path class="cloud ${series}" d="${trusted(d)}" />`
}

/** Vertical bars from `low` to `high` at `x`: how sure a value is. */
export function whiskers(
  bars: readonly { readonly at: number; readonly low: number; readonly high: number }[],
  { x, y, series }: { readonly x: Scale; readonly y: Scale; readonly series: string },
): Html {
  const d = bars
    .map(({ at, low, high }) => `M${px(x(at)).text} ${px(y(low)).text}V${px(y(high)).text}`)
    .join('')
  return html`<path class="whisker ${series}" d="${trusted(d)}" />`
}

/** A vertical or horizontal line with a word at its end. */
export function rule(
  at: { readonly x: number } | { readonly y: number },
  { x, y, label }: { readonly x: Scale; readonly y: Scale; readonly label: string },
): Html {
  if ('x' in at) {
    const place = x(at.x)
    const late = place > (x(x.low) + x(x.high)) / 2
    return html`<path class="rule" d="M${px(place)} ${px(y(y.low))}V${px(y(y.high))}" /><text
        class="rule-label"
        x="${px(place + (late ? -5 : 5))}"
        y="${px(y(y.high) + 10)}"
        ${late && html` text-anchor="end"`}
        >${label}</text
      >`
  }
  const place = y(at.y)
  return html`<path class="rule" d="M${px(x(x.low))} ${px(place)}H${px(x(x.high))}" /><text
      class="rule-label"
      x="${px(x(x.high) - 2)}"
      y="${px(place - 5)}"
      text-anchor="end"
      >${label}</text
    >`
}

function path(points: readonly DataPoint[], x: Scale, y: Scale): Html {
  return trusted(
    points.map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${px(x(a)).text} ${px(y(b)).text}`).join(''),
  )
}
