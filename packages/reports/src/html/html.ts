import { escapedHtml } from '@sluice/core'

/** Markup that is safe to put into a page. */
export interface Html {
  readonly kind: 'html'
  readonly text: string
}

/** What can stand in a template: texts are escaped, markup is not, lists are joined, what is absent is left out. */
export type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[]

/** A template of markup. Whatever is not markup itself is escaped, in texts and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return trusted(dense(strings).reduce((text, string, i) => text + rendered(parts[i - 1]) + string))
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>()

/** The fixed parts of a template without the line breaks and indents of the source. */
function dense(strings: TemplateStringsArray): readonly string[] {
  const found = known.get(strings) ?? strings.map(text => text.replaceAll(/\s+/g, ' '))
  known.set(strings, found)
  return found
}

/** Text that is markup already: only for what this package wrote itself. */
export function trusted(text: string): Html {
  return { kind: 'html', text }
}

function rendered(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  if ('kind' in part) return part.text
  return part.map(rendered).join('')
}

/** Escapes what has a meaning in markup; control characters, which no page may hold, become a replacement character. */
function escaped(text: string): string {
  const shown = text.replaceAll(/\p{Cc}/gu, character =>
    '\t\n\r'.includes(character) ? character : '\uFFFD',
  )
  return escapedHtml(shown)
}
