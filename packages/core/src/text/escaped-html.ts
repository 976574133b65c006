const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Text as it stands in HTML, between elements and in quoted attributes alike.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { escapedHtml } from '@sluice/core'
 *
 * assert.equal(escapedHtml(`<b title="R&B">`), '&lt;b title=&quot;R&amp;B&quot;&gt;')
 * ```
 */
export function escapedHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => entities[character] as string)
}
