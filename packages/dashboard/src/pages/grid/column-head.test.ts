import { expect, test } from 'vitest'
import { columnHead } from './column-head.ts'

test.each([
  ['2026-03-02', undefined, { month: 'Mar', day: '2' }],
  ['2026-03-09', '2026-03-02', { month: '', day: '9' }],
  ['2026-01-05', '2025-12-29', { month: 'Jan', day: '5' }],
  ['2026-03-02T06:00', '2026-03-02T05:00', { month: '', day: '2', clock: '06:00' }],
])('%s after %s is headed %j', (column, before, head) => expect(columnHead(column, before)).toEqual(head))
