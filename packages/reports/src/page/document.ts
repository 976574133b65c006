import { sha256 } from '@sluice/core'
import { html, trusted, type Html, type HtmlPart } from '../html/html.ts'
import { script } from './script.ts'
import type { Section } from './section.ts'
import { style } from './style.ts'

/** A page as it is put together. */
export interface PageOptions {
  readonly title: string
  readonly header: HtmlPart
  readonly sections: readonly Section[]
  readonly footer: HtmlPart
}

/** A whole page in one file: style and script inside, and a policy that forbids everything else. */
export function document({ title, header, sections, footer }: PageOptions): string {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${base64(sha256(script))}'; base-uri 'none'; form-action 'none'`
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#summary">Skip to the summary</a>
        <header class="wrap">${header}</header>
        <nav aria-label="Contents">
          <div class="wrap">
            <ul>
              ${sections.map(({ id, short }) => html`<li><a href="#${id}">${short}</a></li>`)}
            </ul>
          </div>
        </nav>
        <main class="wrap">${sections.map(sectionHtml)}</main>
        <footer class="wrap">${footer}</footer>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `
  return page.text
}

function sectionHtml({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `
}

function base64(hex: string): string {
  const bytes = hex.match(/../g)?.map(pair => Number.parseInt(pair, 16)) ?? []
  return btoa(String.fromCharCode(...bytes))
}
