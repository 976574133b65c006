import { expect, test } from 'vitest'
import { rankOf } from './rank.ts'

test.each([
  ['acme', ['Acme'], 0],
  ['ac', ['Acme'], 1],
  ['shop', ['Acme Shop'], 2],
  ['o', ['Foo-or'], 2],
  ['cm', ['Acme'], 3],
  ['x', ['Acme'], Infinity],
  ['b', ['Acme', 'b'], 0],
])('%s in %j ranks %d', (wanted, names, rank) => expect(rankOf(wanted, names)).toBe(rank))
