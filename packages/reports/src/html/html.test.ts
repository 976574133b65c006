import { expect, test } from 'vitest'
import { html, trusted } from './html.ts'

test.each([
  ['<b>&', '&lt;b&gt;&amp;'],
  [`"quoted" 'twice'`, '&quot;quoted&quot; &#39;twice&#39;'],
  ['a\u0000b\u0007\tc\nd', 'a\uFFFDb\uFFFD\tc\nd'],
  ['😀 مرحبا', '😀 مرحبا'],
])('%j stands in a page as %j', (text, expected) => {
  expect(html`${text}`.text).toBe(expected)
})

test('markup in markup is not escaped again', () => {
  const items = ['a', '<'].map(item => html`<li>${item}</li>`)
  expect(
    html`<ul>
      ${items}
    </ul>`.text,
  ).toBe('<ul> <li>a</li><li>&lt;</li> </ul>')
})

test('line breaks of a template are one space, those of a text stay', () => {
  const template = Object.assign(['<p>\n    ', '</p>'], { raw: [] })
  expect(html(template, 'two\n  lines').text).toBe('<p> two\n  lines</p>')
})

test('what is absent leaves nothing, zero stays', () => {
  expect(html`[${undefined}${null}${false}${0}${trusted('<hr>')}]`.text).toBe('[0<hr>]')
})
