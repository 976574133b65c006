import { html, type Html } from '../html/html.ts'
import { px } from './plot.ts'
import { linearScale, ticks, type Scale } from './scale.ts'

/** A row of a {@link rowPlot}: a name, its value in words, and what is drawn under them. */
export interface PlotRow {
  readonly name: string
  readonly value?: string
  /** Draws between `top` and `bottom`; `middle` is halfway. */
  readonly marks: (
    x: Scale,
    place: { readonly top: number; readonly bottom: number; readonly middle: number },
  ) => Html
}

/** Rows over one horizontal axis. */
export interface RowPlotOptions {
  readonly label: string
  readonly title: string
  readonly domain: readonly [number, number]
  readonly format: (value: number) => string
  readonly rows: readonly PlotRow[]
  /** Height of what is drawn under each name. */
  readonly band?: number
  /** A line through all rows. */
  readonly at?: number
}

const width = 360
const side = 10
const nameHeight = 17
const axisHeight = 38
/** Characters that fit side by side. */
const fits = 46

/** Names stand above their marks, so that long ones fit a narrow screen. */
export function rowPlot({ label, title, domain, format, rows, band = 14, at }: RowPlotOptions): Html {
  const x = linearScale(domain, [side, width - side])
  const rowHeight = nameHeight + band + 5
  const bottom = rows.length * rowHeight + 4
  const grid = ticks(...domain, 4).map(
    value =>
      html`<line class="grid" x1="${px(x(value))}" x2="${px(x(value))}" y1="2" y2="${bottom}" /><text
          class="tick"
          x="${px(x(value))}"
          y="${bottom + 14}"
          text-anchor="${anchor(x(value))}"
          >${format(value)}</text
        >`,
  )
  const drawn = rows.map((row, i) => {
    const top = i * rowHeight + nameHeight + 2
    const name = shortened(
      row.name,
      Math.max(12, fits - (row.value === undefined ? 0 : row.value.length + 2)),
    )
    return html`<g
      ><title>${row.value === undefined ? row.name : `${row.name}: ${row.value}`}</title
      ><text class="name" x="${side}" y="${top - 5}">${name}</text
      >${row.value !== undefined && html`<text class="value" x="${width - side}" y="${top - 5}" text-anchor="end">${row.value}</text>`}${row.marks(x, { top, bottom: top + band, middle: top + band / 2 })}</g
    >`
  })
  const through =
    at !== undefined && html`<line class="zero" x1="${px(x(at))}" x2="${px(x(at))}" y1="2" y2="${bottom}" />`
  return html`<svg
    class="plot rows"
    viewBox="0 0 ${width} ${bottom + axisHeight}"
    role="img"
    aria-label="${label}"
  >
    ${grid}${through}${drawn}
    <line class="axis" x1="${side}" x2="${width - side}" y1="${bottom}" y2="${bottom}" />
    <text class="axis-title" x="${width / 2}" y="${bottom + 32}" text-anchor="middle">${title}</text>
  </svg>`
}

/** A horizontal bar from one value to another. */
export function bar(
  x: Scale,
  [from, to]: readonly [number, number],
  { top, bottom, series }: { readonly top: number; readonly bottom: number; readonly series: string },
): Html {
  const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))]
  return html`<rect
    class="bar ${series}"
    x="${px(left)}"
    y="${px(top)}"
    width="${px(Math.max(0.5, right - left))}"
    height="${px(bottom - top)}"
    rx="1.5"
  />`
}

/** A horizontal line that shows how sure a value is. */
export function reach(x: Scale, [low, high]: readonly [number, number], y: number, series: string): Html {
  return html`<path class="whisker ${series}" d="M${px(x(low))} ${px(y)}H${px(x(high))}" />`
}

function anchor(place: number): string {
  if (place < side + 12) return 'start'
  return place > width - side - 12 ? 'end' : 'middle'
}

const segmenter = new Intl.Segmenter()

function shortened(text: string, length: number): string {
  const characters = Array.from(segmenter.segment(text), ({ segment }) => segment)
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}
