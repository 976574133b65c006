import { expect, test } from 'vitest'
import { startOfDay } from './start-of-day.ts'

test.each<[string, string, string | undefined]>([
  ['2026-03-02', 'UTC', '2026-03-02T00:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  ['2026-03-02', 'Asia/Kathmandu', '2026-03-01T18:15:00.000Z'],
  ['2026-03-02', 'Pacific/Kiritimati', '2026-03-01T10:00:00.000Z'],
  ['2026-03-02', 'Pacific/Pago_Pago', '2026-03-02T11:00:00.000Z'],
  ['2026-02-30', 'UTC', undefined],
  ['2026-13-01', 'UTC', undefined],
  ['monday', 'UTC', undefined],
])('%s begins in %s at %s', (day, zone, expected) => {
  expect(startOfDay(day, zone)?.toISOString()).toBe(expected)
})
