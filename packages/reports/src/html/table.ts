import { html, type Html, type HtmlPart } from './html.ts'

/** A column of a table. */
export interface Column {
  readonly title: string
  /** Numbers are aligned to the right. */
  readonly align?: 'right'
}

/** A table; the first cell of a row names the row. */
export interface TableOptions {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly HtmlPart[])[]
  /** The row to point out, if any. */
  readonly marked?: number
}

/** A table that scrolls within its own box when the screen is narrow. */
export function table({ caption, columns, rows, marked }: TableOptions): Html {
  const align = (i: number) => columns[i]?.align === 'right' && html` class="number"`
  const head = columns.map(({ title }, i) => html`<th scope="col" ${align(i)}>${title}</th>`)
  const body = rows.map((cells, row) => {
    const filled = cells.map((cell, i) =>
      i === 0 ? html`<th scope="row" ${align(i)}>${cell}</th>` : html`<td${align(i)}>${cell}</td>`,
    )
    return html`<tr${row === marked && html` class="marked"`}>${filled}</tr>`
  })
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}
