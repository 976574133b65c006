import { html, type Html, type HtmlPart } from '../html/html.ts'

/** A part of the page that the contents lead to. */
export interface Section {
  readonly id: string
  readonly title: string
  /** The title in the contents. */
  readonly short: string
  readonly body: Html
}

/** Makes a section of what stands in it. */
export function section(
  id: string,
  [title, short = title]: readonly [title: string, short?: string],
  ...body: readonly HtmlPart[]
): Section {
  return { id, title, short, body: html`${body}` }
}

/** Figures side by side where there is room, in rows of two or, when that leaves no gap, of three. */
export function grid(...figures: readonly HtmlPart[]): Html {
  const shown = figures.filter(figure => figure !== undefined && figure !== null && figure !== false)
  const three = shown.length % 2 === 1 && shown.length >= 3
  return html`<div class="grid-of-cards${three && ' three'}">${shown}</div>`
}
