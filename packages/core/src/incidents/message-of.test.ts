import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../checks/check.ts'
import type { Incident, Occurrence } from './incident.ts'
import { messageOf, renderMessage } from './message-of.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 16, 5, minutes))

const empty: CheckResult = {
  check: 'not-empty',
  severity: 'block',
  status: 'failed',
  subject: 'meta',
  message: 'Meta Ads returned no rows, about 20,100 expected (18,400 to 22,000)',
  likelyCause: 'rate limit',
  evidence: ['platform code 80000 on 3 of 3 tries', '0 of 42 pages read'],
}

function occurrence(change: Partial<Occurrence> = {}): Occurrence {
  return {
    deployment: { name: 'acme', label: 'Acme Shoes' },
    pipeline: 'refresh',
    run: 'run-1',
    step: 'meta',
    asOf: at(0),
    at: at(1),
    severity: 'block',
    headline: empty.message,
    rootCause: 'meta/not-empty',
    checks: [empty],
    notDone: ['report', 'audiences'],
    unaffected: ['Nord Travel', 'Bolt Cycles'],
    next: ['sluice show run-1 meta', 'sluice resume run-1'],
    timeZone: 'Europe/Berlin',
    ...change,
  }
}

const bolt = { deployment: { name: 'bolt', label: 'Bolt Cycles' }, run: 'run-2', unaffected: ['Nord Travel'] }

function incident(change: Partial<Incident> = {}): Incident {
  return {
    id: 'inc-1',
    rootCause: 'meta/not-empty',
    severity: 'block',
    state: 'open',
    headline: empty.message,
    likelyCause: 'rate limit',
    openedAt: at(1),
    lastSeenAt: at(1),
    occurrences: [occurrence()],
    events: [],
    ...change,
  }
}

test('a message says what, against what, why, what it means, whom it spares, and what to do', () => {
  const message = messageOf(incident(), 'opened', { server: 'https://sluice.example.com/' })
  expect(message).toEqual({
    title: 'BLOCKED · Acme Shoes · refresh',
    headline: empty.message,
    likelyCause: 'rate limit',
    evidence: ['platform code 80000 on 3 of 3 tries', '0 of 42 pages read'],
    affected: ['NOT done: report, audiences'],
    unaffected: ['Nord Travel', 'Bolt Cycles'],
    seen: 'First seen Mon 16 Mar 2026, 06:01 Europe/Berlin, in 1 run so far',
    commands: [
      'sluice incidents show inc-1',
      'sluice show run-1 meta',
      'sluice resume run-1',
      `sluice incidents ack inc-1 --why 'I look at it'`,
    ],
    links: [
      { label: 'Open incident', url: 'https://sluice.example.com/incidents/inc-1' },
      { label: 'Open run', url: 'https://sluice.example.com/runs/run-1' },
    ],
  })
  expect(renderMessage(message)).toBe(
    [
      'BLOCKED · Acme Shoes · refresh',
      empty.message,
      '  platform code 80000 on 3 of 3 tries',
      '  0 of 42 pages read',
      'Likely cause: rate limit',
      'NOT done: report, audiences',
      'Goes on: Nord Travel, Bolt Cycles',
      'First seen Mon 16 Mar 2026, 06:01 Europe/Berlin, in 1 run so far',
      'Next:  sluice incidents show inc-1',
      '       sluice show run-1 meta',
      '       sluice resume run-1',
      `       sluice incidents ack inc-1 --why 'I look at it'`,
      'Open incident: https://sluice.example.com/incidents/inc-1',
      'Open run: https://sluice.example.com/runs/run-1',
    ].join('\n'),
  )
})

describe('a message about', () => {
  const resolved = { state: 'resolved', resolvedAt: at(35) } as const
  const ack = { who: 'ann', at: at(2), why: 'on it' }
  test.each<[string, Partial<Incident>, Parameters<typeof messageOf>[1], object]>([
    [
      'one client of several',
      { occurrences: [occurrence(), occurrence(bolt)] },
      'spread',
      { title: 'BLOCKED · 2 clients · refresh' },
    ],
    [
      'several clients',
      { occurrences: [occurrence(), occurrence(bolt)] },
      'spread',
      {
        affected: ['Clients: Acme Shoes, Bolt Cycles', 'NOT done: report, audiences'],
        unaffected: ['Nord Travel'],
      },
    ],
    [
      'several clients of which one is good again',
      { occurrences: [occurrence({ recoveredAt: at(9) }), occurrence(bolt)] },
      'repeated',
      {
        affected: [
          'Clients: Acme Shoes, Bolt Cycles',
          'NOT done: report, audiences',
          'Good again: Acme Shoes',
        ],
      },
    ],
    [
      'two pipelines',
      { occurrences: [occurrence(), occurrence({ pipeline: 'train' })] },
      'opened',
      { title: 'BLOCKED · Acme Shoes · 2 pipelines' },
    ],
    ['something that stays', {}, 'repeated', { title: 'STILL OPEN · BLOCKED · Acme Shoes · refresh' }],
    ['something that fails', { severity: 'error' }, 'opened', { title: 'FAILED · Acme Shoes · refresh' }],
    [
      'something that somebody looks at',
      { state: 'acknowledged', acknowledged: ack },
      'acknowledged',
      {
        title: 'ACKNOWLEDGED · BLOCKED · Acme Shoes · refresh',
        seen: 'First seen Mon 16 Mar 2026, 06:01 Europe/Berlin, in 1 run so far; ann is on it: on it',
        commands: ['sluice incidents show inc-1', 'sluice show run-1 meta', 'sluice resume run-1'],
      },
    ],
    ['something that is worse', {}, 'escalated', { title: 'ESCALATED · BLOCKED · Acme Shoes · refresh' }],
    [
      'something that came back',
      { reopenedAt: at(9) },
      'escalated',
      { title: 'BACK · BLOCKED · Acme Shoes · refresh' },
    ],
    [
      'something that was there before',
      { earlier: 2 },
      'opened',
      {
        seen: 'First seen Mon 16 Mar 2026, 06:01 Europe/Berlin, in 1 run so far, 2 times in the 90 days before',
      },
    ],
    [
      'something that is over',
      resolved,
      'resolved',
      {
        title: 'RESOLVED · Acme Shoes · refresh',
        seen: 'First seen Mon 16 Mar 2026, 06:01 Europe/Berlin, in 1 run so far; resolved Mon 16 Mar 2026, 06:35 Europe/Berlin, after 34 minutes',
        commands: ['sluice incidents show inc-1'],
      },
    ],
    [
      'a shared system',
      {
        occurrences: [
          occurrence({ resource: 'wh', checks: [] }),
          occurrence({ ...bolt, resource: 'wh', checks: [], headline: 'other words' }),
        ],
      },
      'opened',
      { evidence: ['2 steps of 2 clients have trouble, all with wh', 'other words'] },
    ],
  ])('%s', (_name, change, reason, expected) => {
    expect(messageOf(incident(change), reason)).toMatchObject(expected)
  })

  test('very much is bounded, stays on its lines, and moves no cursor', () => {
    const occurrences = Array.from({ length: 500 }, (_, i) =>
      occurrence({
        deployment: { name: `client-${i}` },
        run: `run-${i}`,
        headline: `${i} ${'x'.repeat(5000)}`,
        checks: [{ ...empty, message: `a\u001b[2J\n${i}`, evidence: [`${i}`] }],
        notDone: [`step-${i}`],
        next: [`sluice show run-${i}`],
      }),
    )
    const text = renderMessage(messageOf(incident({ occurrences }), 'opened'))
    expect(text.length).toBeLessThan(4000)
    expect(text).not.toContain('\u001b')
    expect(text).toContain('client-7 and 492 more')
    expect(text.split('\n').length).toBeLessThan(25)
  })
})
