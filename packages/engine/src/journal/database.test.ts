import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'sluice-journal-')), 'journal.db')

test('a file that is not a journal is named with what to do', () => {
  const file = newFile()
  writeFileSync(file, 'name,value\n'.repeat(200))
  expect(() => openDatabase(file)).toThrow(
    `${file} is not a journal (SQLite: file is not a database). Restore it from a backup, or move it away`,
  )
})

test('an error inside a transaction is the one that is thrown, even when the transaction is gone', () => {
  const db = openDatabase(newFile())
  const work = () =>
    db.transaction(() => {
      // As SQLite itself does when the disk is full.
      db.run('ROLLBACK')
      throw new Error('the cause')
    })
  expect(work).toThrow('the cause')
  expect(db.transaction(() => 'goes on')).toBe('goes on')
  db.close()
})
