import { html, type Html, type HtmlPart } from './html.ts'
import { table, type TableOptions } from './table.ts'

/** How a series is drawn, for its legend. */
export interface LegendEntry {
  readonly label: string
  /** A class of the page's style: `a`, `b`, `quiet`, … */
  readonly series: string
  readonly mark?: 'line' | 'dash' | 'dot' | 'box'
}

/** A chart with everything a reader needs beside it. */
export interface FigureOptions {
  readonly title: string
  /** What the chart says, in a sentence or two. */
  readonly note?: HtmlPart
  readonly legend?: readonly LegendEntry[]
  readonly chart: Html
  /** The same as a table, for readers who do not see the chart, and for copying. */
  readonly data?: TableOptions
  readonly wide?: boolean
}

/** A chart as a card: title, legend, drawing, remark, and its numbers as a table that opens. */
export function figure({ title, note, legend = [], chart, data, wide = false }: FigureOptions): Html {
  const entries = legend.map(
    ({ label, series, mark = 'line' }) =>
      html`<li><span class="key ${mark} ${series}" aria-hidden="true"></span>${label}</li>`,
  )
  return html`<figure class="card${wide && ' wide'}">
    <figcaption><h3>${title}</h3></figcaption>
    ${
      legend.length > 0 &&
      html`<ul class="legend">
        ${entries}
      </ul>`
    }
    ${chart} ${note !== undefined && html`<p class="note">${note}</p>`}
    ${
      data !== undefined &&
      html`<details>
        <summary>Numbers as a table</summary>
        ${table(data)}
      </details>`
    }
  </figure>`
}
