import { html, trusted, type Html } from '../html/html.ts'
import { linearScale, ticks, type Scale } from './scale.ts'

/** One axis: its domain, its title and how its ticks read. */
export interface Axis {
  readonly title: string
  readonly domain: readonly [number, number]
  readonly format: (value: number) => string
  /** Where ticks are; round numbers by default. */
  readonly at?: readonly number[]
}

/** A plot with two axes. */
export interface PlotOptions {
  /** A name unique on the page, of letters, digits and hyphens. */
  readonly id: string
  /** What is drawn, for those who do not see it. */
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly height?: number
  /** Draws the marks. */
  readonly marks: (x: Scale, y: Scale) => Html
}

const width = 360
const margins = { top: 10, right: 18, bottom: 42, left: 56 }

/** Grid, axes with ticks and titles, and the marks cut to the frame. */
export function plot({ id, label, x, y, height = 280, marks }: PlotOptions): Html {
  const box = {
    left: margins.left,
    right: width - margins.right,
    top: margins.top,
    bottom: height - margins.bottom,
  }
  const sx = linearScale(x.domain, [box.left, box.right])
  const sy = linearScale(y.domain, [box.bottom, box.top])
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
    <clipPath id="${id}-frame">
      <rect
        x="${box.left - 8}"
        y="${box.top - 8}"
        width="${box.right - box.left + 16}"
        height="${box.bottom - box.top + 16}"
      />
    </clipPath>
    ${xAxis(x, sx, box)}${yAxis(y, sy, box)}
    <g clip-path="url(#${id}-frame)">${marks(sx, sy)}</g>
  </svg>`
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function xAxis({ title, domain, format, at }: Axis, sx: Scale, { left, right, top, bottom }: Box): Html {
  const marks = (at ?? ticks(...domain)).map(value => {
    const place = px(sx(value))
    return html`<line class="grid" x1="${place}" x2="${place}" y1="${top}" y2="${bottom}" /><text
        class="tick"
        x="${place}"
        y="${bottom + 15}"
        text-anchor="middle"
        >${format(value)}</text
      >`
  })
  return html`${marks}<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" /><text
      class="axis-title"
      x="${(left + right) / 2}"
      y="${bottom + 34}"
      text-anchor="middle"
      >${title}</text
    >`
}

function yAxis({ title, domain, format, at }: Axis, sy: Scale, { left, right, top, bottom }: Box): Html {
  const marks = (at ?? ticks(...domain)).map(value => {
    const place = px(sy(value))
    return html`<line class="grid" x1="${left}" x2="${right}" y1="${place}" y2="${place}" /><text
        class="tick"
        x="${left - 6}"
        y="${px(sy(value) + 4)}"
        text-anchor="end"
        >${format(value)}</text
      >`
  })
  const middle = (top + bottom) / 2
  return html`${marks}<text
      class="axis-title"
      transform="translate(12 ${middle}) rotate(-90)"
      text-anchor="middle"
      >${title}</text
    >`
}

/** A place in a drawing: a tenth of a unit is finer than anybody sees. */
export function px(value: number): Html {
  return trusted(String(Math.round(value * 10) / 10))
}
