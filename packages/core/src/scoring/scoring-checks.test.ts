import { afterAll, beforeAll, expect, test } from 'vitest'
import { groupedFolds } from '../folds/fold-plan.ts'
import type { Task } from '../models/learner.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { checkTrainingRows } from './scoring-checks.ts'

let data: MemorySession
beforeAll(async () => {
  data = await MemorySession.open()
})
afterAll(() => data.close())

const at = new Date('2026-03-02')

async function failed(task: Task, columns: string, watched = false): Promise<readonly string[]> {
  const rows = await data.save(
    `SELECT 'k' || i AS k, TIMESTAMP '2026-03-02' AS __as_of, true AS __learn, ${columns} FROM range(600) t(i)`,
  )
  const dates = { training: [at], evaluation: [] }
  const results = await checkTrainingRows(
    rows,
    { key: 'k', task, dates, folds: groupedFolds({ folds: 5, by: 'house' }), watched },
    { data, history: () => Promise.resolve([]), run: { asOf: at } } as never,
  )
  return results
    .filter(({ status }) => status !== 'passed')
    .map(({ severity, message }) => `${severity}: ${message}`)
}

const target = 'CAST(i % 2 AS DOUBLE) AS __target'
const folds = 'CAST(i % 5 AS DOUBLE) AS __fold'
const classes = (count: number) => `'c' || i % ${count} AS __class`

test.each<[string, Task, string, readonly (string | RegExp)[]]>([
  ['rows of both classes in all folds', 'binary', `${target}, ${folds}`, []],
  [
    'rows of one class',
    'binary',
    `0::DOUBLE AS __target, ${folds}`,
    [/^block: .*0 of 600 rows are positive/],
  ],
  ['rows of three classes', 'multiclass', `${target}, ${folds}, ${classes(3)}`, []],
  [
    'rows of one name',
    'multiclass',
    `${target}, ${folds}, ${classes(1)}`,
    [/^block: .*1 class, and there must be 2/],
  ],
  [
    'rows of too many names',
    'multiclass',
    `${target}, ${folds}, ${classes(101)}`,
    [/^block: .*101 classes, and at most 100/],
  ],
  [
    'rows of one group',
    'binary',
    `${target}, 3::DOUBLE AS __fold`,
    [/^block: .*600 rows are in 1 of 5 folds, as "house" has few values or is missing, so/],
  ],
  [
    'rows of few groups',
    'regression',
    `${target}, CAST(i % 3 AS DOUBLE) AS __fold`,
    [/^warn: .*in 3 of 5 folds, .*Use fewer folds/],
  ],
])('%s', async (_name, task, columns, messages) => {
  const found = await failed(task, columns)
  expect(found).toHaveLength(messages.length)
  messages.forEach((message, i) => expect(found[i]).toMatch(message))
})

test('with early stopping a fold without rows stops the training', async () => {
  const found = await failed('binary', `${target}, CAST(i % 3 AS DOUBLE) AS __fold`, true)
  expect(found).toEqual([
    expect.stringMatching(/^block: .*in 3 of 5 folds, .*early stopping needs rows in each/),
  ])
})
