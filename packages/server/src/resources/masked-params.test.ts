import { expect, test } from 'vitest'
import { maskedParams } from './masked-params.ts'

const redact = (text: string) => text.replaceAll('hunter2', '•••')

test.each([
  [{ url: 'env:WAREHOUSE_URL' }, { url: 'env:WAREHOUSE_URL' }],
  [{ writeKey: 'abc' }, { writeKey: '•••' }],
  [{ writeKey: 'env:KEY' }, { writeKey: 'env:KEY' }],
  [{ auth: { token: 'abc', retries: 3 } }, { auth: { token: '•••', retries: 3 } }],
  [{ secrets: { a: 'x', b: ['y', 7] } }, { secrets: { a: '•••', b: ['•••', '•••'] } }],
  [{ url: 'postgres://me:pw@host:5432/db' }, { url: 'postgres://me:•••@host:5432/db' }],
  [{ url: 'https://host/path?a=b@c' }, { url: 'https://host/path?a=b@c' }],
  [{ note: 'said hunter2 once' }, { note: 'said ••• once' }],
  [
    { days: [1, 2], at: new Date(0), none: null },
    { days: [1, 2], at: '1970-01-01T00:00:00.000Z', none: null },
  ],
])('%j is shown as %j', (params, shown) => expect(maskedParams(params, redact)).toEqual(shown))
