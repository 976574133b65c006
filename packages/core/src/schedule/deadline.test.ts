import { expect, test } from 'vitest'
import { deadlineAlert, deadlineOf } from './deadline.ts'

const due = new Date('2026-03-02T06:00:00Z')
const deadline = deadlineOf(due, 60 * 60_000)

test('people hear of a deadline when a fifth of the time is left, and when none is', () => {
  expect([deadline.near, deadline.missed].map(at => at.toISOString().slice(11, 16))).toEqual([
    '06:48',
    '07:00',
  ])
})

test.each<[string, string | undefined, string | undefined]>([
  ['06:47:59', undefined, undefined],
  ['06:48:00', undefined, 'near'],
  ['06:59:59', 'near', undefined],
  ['07:00:00', 'near', 'missed'],
  ['09:00:00', undefined, 'missed'],
  ['09:00:00', 'missed', undefined],
])('at %s, when %s was told, there is %s to tell', (time, told, expected) => {
  expect(deadlineAlert(deadline, new Date(`2026-03-02T${time}Z`), told)).toBe(expected)
})
