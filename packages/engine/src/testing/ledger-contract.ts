import assert from 'node:assert/strict'
import type { Ledger, LedgerRow } from '@sluice/core'
import type { ContractCase } from './contract-case.ts'

const book = 'acme/segment'

function row(key: string, change: Partial<LedgerRow> = {}): LedgerRow {
  return { key, payload: `p-${key}`, messageId: `m-${key}`, status: 'sending', run: 'run-1', ...change }
}

const rejected = (key: string, reason: string) => row(key, { status: 'rejected', reason })

/** What every {@link Ledger} must do, given an empty one. */
export const ledgerContract: readonly ContractCase<Ledger>[] = [
  {
    name: 'rows come back as they were written, by key; unknown keys are absent',
    async check(ledger) {
      const rows = [row('a'), rejected('b', 'no address'), row('c', { status: 'acknowledged' })]
      await ledger.write(book, rows)
      const found = await ledger.read(book, ['c', 'x', 'a', 'b', 'a'])
      assert.deepEqual(found, new Map(rows.map(written => [written.key, written])))
    },
  },
  {
    name: 'a row is replaced by key, whole',
    async check(ledger) {
      await ledger.write(book, [rejected('a', 'no address')])
      const again = row('a', { payload: 'new', messageId: 'm2', status: 'acknowledged', run: 'run-2' })
      await ledger.write(book, [again])
      assert.deepEqual((await ledger.read(book, ['a'])).get('a'), again)
    },
  },
  {
    name: 'books know nothing of each other',
    async check(ledger) {
      await ledger.write(book, [row('a')])
      await ledger.write('bolt/segment', [row('a', { payload: 'other' })])
      assert.equal((await ledger.read(book, ['a'])).get('a')?.payload, 'p-a')
      assert.equal((await ledger.counts('bolt/segment')).sending, 1)
      assert.equal((await ledger.read('empty', ['a'])).size, 0)
    },
  },
  {
    name: 'counts are of what there is, zero included',
    async check(ledger) {
      assert.deepEqual(await ledger.counts(book), { sending: 0, acknowledged: 0, rejected: 0 })
      await ledger.write(book, [row('a'), row('b'), rejected('c', 'r')])
      await ledger.write(book, [row('b', { status: 'acknowledged' })])
      assert.deepEqual(await ledger.counts(book), { sending: 1, acknowledged: 1, rejected: 1 })
    },
  },
  {
    name: 'rejected rows come by key, as many as asked for',
    async check(ledger) {
      await ledger.write(book, [rejected('c', '3'), row('x'), rejected('a', '1'), rejected('b', '2')])
      const keys = async (limit: number) => (await ledger.rejected(book, limit)).map(({ key }) => key)
      assert.deepEqual(await keys(2), ['a', 'b'])
      assert.deepEqual(await keys(10), ['a', 'b', 'c'])
      assert.equal((await ledger.rejected(book, 1))[0]?.reason, '1')
    },
  },
  {
    name: 'any text is a key',
    async check(ledger) {
      const keys = ["o'hara", '"', '', ' ', 'ü', '\u{1f600}', 'a\nb', '%', 'NULL', 'A', 'a']
      await ledger.write(
        book,
        keys.map(key => row(key)),
      )
      const found = await ledger.read(book, keys)
      assert.deepEqual(
        keys.map(key => found.get(key)?.payload),
        keys.map(key => `p-${key}`),
      )
    },
  },
  {
    name: 'many rows at once',
    async check(ledger) {
      const keys = Array.from({ length: 5000 }, (_, i) => `customer-${i}`)
      await ledger.write(
        book,
        keys.map(key => row(key)),
      )
      assert.equal((await ledger.read(book, keys)).size, keys.length)
      assert.equal((await ledger.read(book, [])).size, 0)
      await ledger.write(book, [])
    },
  },
]
