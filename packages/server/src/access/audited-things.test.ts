import { expect, test } from 'vitest'
import { auditedThings, clientOfThings } from './audited-things.ts'

const redact = (text: string) => text.replaceAll('hunter2', '•••')

test('names are kept, of the path before those of the body, and values are not', () => {
  const body = {
    pipeline: 'shop',
    deployments: ['acme', 'bravo'],
    version: 3,
    run: 'of the body',
    why: 'the password is hunter3',
    rows: [{ email: 'a@b' }],
    token: 'sluice_0',
    name: { first: 'x' },
  }
  expect(auditedThings({ run: '1' }, body, redact)).toEqual({
    pipeline: 'shop',
    deployments: 'acme, bravo',
    version: '3',
    run: '1',
  })
})

test('secrets that are known are taken out, and what is long is cut', () => {
  const things = auditedThings({ model: `hunter2/${'x'.repeat(500)}` }, undefined, redact)
  expect(things['model']).toBe(`•••/${'x'.repeat(196)}`)
  const many = auditedThings({}, { deployments: Array.from({ length: 500 }, (_, i) => `c${i}`) }, redact)
  expect(many['deployments']).toMatch(/^c0, .*, c19$/)
})

test.each([
  [{ deployment: 'acme', model: 'buys/bravo' }, 'acme'],
  [{ model: 'buys/acme' }, 'acme'],
  [{ book: 'acme/shop/deliver/segment' }, 'acme'],
  [{ model: 'buys' }, undefined],
  [{ run: '1' }, undefined],
])('%j is of %s', (things, client) => {
  expect(clientOfThings(things)).toBe(client)
})
