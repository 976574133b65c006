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

/** Figures side by side where there is room. */
export function grid(...figures: readonly HtmlPart[]): Html {
  return html`<div class="grid-of-cards">${figures}</div>`
}
