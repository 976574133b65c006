import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultIncidentPolicy as policy } from './incident-policy.ts'
import { nextNotice, nothingTold, toldAfter, type IncidentStanding, type Told } from './next-notice.ts'

const minute = 60_000
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 16, 6) + minutes * minute)
const ack = { who: 'ann', at: at(1) }
const silent = (until: number) => ({ until: at(until), who: 'ann', why: 'known' })

function standing(change: Partial<IncidentStanding> = {}): IncidentStanding {
  return { state: 'open', severity: 'block', openedAt: at(0), clients: 1, ...change }
}

const told = toldAfter(nothingTold, standing(), 'opened', at(1))
const toldResolved = toldAfter(told, standing({ state: 'resolved' }), 'resolved', at(10))

describe('a channel', () => {
  test.each<[string, Told, Partial<IncidentStanding>, number, string]>([
    ['waits for more to come', nothingTold, {}, 0.4, 'wait 0.5'],
    ['is told when nothing more came', nothingTold, {}, 0.5, 'opened'],
    ['is never told what ended before', nothingTold, { state: 'resolved' }, 60, 'nothing'],
    ['is told once', told, {}, 2, 'wait 241'],
    ['is told again after hours', told, {}, 241, 'repeated'],
    ['is told louder after more hours', { ...told, at: at(470) }, {}, 480, 'escalated'],
    ['is told louder for this reason once', { ...told, at: at(480), late: true }, {}, 500, 'wait 720'],
    [
      'is told at once that it blocks now',
      toldAfter(nothingTold, standing({ severity: 'warn' }), 'opened', at(1)),
      {},
      1,
      'escalated',
    ],
    ['is not told that it became less severe', told, { severity: 'error' }, 2, 'wait 241'],
    ['is told that more have it, not all the time', told, { clients: 3 }, 5, 'wait 6'],
    ['is told that more have it', told, { clients: 3 }, 6, 'spread'],
    [
      'is told that somebody works on it',
      told,
      { state: 'acknowledged', acknowledged: ack },
      2,
      'acknowledged',
    ],
    [
      'is told nothing more then',
      { ...told, acknowledged: true },
      { state: 'acknowledged', acknowledged: ack },
      6000,
      'nothing',
    ],
    [
      'is told then that more have it',
      { ...told, acknowledged: true },
      { acknowledged: ack, clients: 2 },
      6,
      'spread',
    ],
    ['is told of a warning once', { ...told, severity: 'warn' }, { severity: 'warn' }, 6000, 'nothing'],
    ['is told the end', told, { state: 'resolved' }, 2, 'resolved'],
    ['is told the end once', toldResolved, { state: 'resolved' }, 500, 'nothing'],
    ['is told that it came back', toldResolved, { reopenedAt: at(20) }, 20, 'escalated'],
    ['is told that it came back, not all the time', toldResolved, { reopenedAt: at(11) }, 11, 'wait 15'],
    ['is told nothing while it is silenced', nothingTold, { silence: silent(60) }, 30, 'wait 60'],
    ['is told after the silence', nothingTold, { silence: silent(60) }, 60, 'opened'],
    [
      'is told nothing more while it is silenced',
      told,
      { silence: silent(600), clients: 5 },
      300,
      'wait 600',
    ],
    [
      'is told the end while it is silenced',
      told,
      { silence: silent(600), state: 'resolved' },
      300,
      'resolved',
    ],
  ])('%s', (_name, before, change, minutes, expected) => {
    const next = nextNotice(before, standing(change), policy, { now: at(minutes) })
    const minutesUntil = next.kind === 'wait' ? (next.until.getTime() - at(0).getTime()) / minute : 0
    expect(
      next.kind === 'say' ? next.reason : next.kind === 'wait' ? `wait ${minutesUntil}` : 'nothing',
    ).toBe(expected)
  })

  test('does not wait for more where nothing more can come', () => {
    expect(nextNotice(nothingTold, standing(), policy, { now: at(0), gathered: true })).toEqual({
      kind: 'say',
      reason: 'opened',
    })
  })
})

type Happening = 'seen' | 'worse' | 'recovered' | 'acknowledged' | 'silenced' | 'a minute' | 'an hour'
const happenings: readonly Happening[] = [
  'seen',
  'worse',
  'recovered',
  'acknowledged',
  'silenced',
  'a minute',
  'an hour',
]

function after(now: IncidentStanding, what: Happening, time: Date): IncidentStanding {
  const { acknowledged: _ack, ...rest } = now
  const back = now.state === 'resolved' ? { ...rest, state: 'open' as const, reopenedAt: time } : now
  if (what === 'seen') return { ...back, clients: now.clients + 1 }
  if (what === 'worse') return { ...back, severity: 'block' }
  if (what === 'recovered') return { ...now, state: 'resolved' }
  const until = new Date(time.getTime() + 10 * minute)
  if (what === 'silenced') return { ...now, silence: { until, who: 'ann', why: 'known' } }
  return what === 'acknowledged' && now.state === 'open'
    ? { ...now, state: 'acknowledged', acknowledged: ack }
    : now
}

test('whatever happens: numbers go up by one, an open incident is told, who was told hears the end, and few messages are sent', () => {
  const sequences = fc.array(fc.constantFrom(...happenings), { maxLength: 60 })
  fc.assert(
    fc.property(sequences, sequence => {
      let [now, time, state] = [standing({ severity: 'warn' }), at(0).getTime(), nothingTold]
      const sent: { readonly seq: number; readonly reason: string }[] = []
      const tell = () => {
        const next = nextNotice(state, now, policy, { now: new Date(time) })
        if (next.kind !== 'say') return
        state = toldAfter(state, now, next.reason, new Date(time))
        sent.push({ seq: state.seq, reason: next.reason })
      }
      for (const what of sequence) {
        time += what === 'a minute' ? minute : what === 'an hour' ? 60 * minute : 0
        now = after(now, what, new Date(time))
        tell()
      }
      time += 60 * minute
      tell()
      if (now.state !== 'resolved') expect(state.seq).toBeGreaterThan(0)
      const hours = (time - at(0).getTime()) / (60 * minute)
      now = { ...now, state: 'resolved' }
      tell()
      tell()
      expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_one, i) => i + 1))
      expect(sent.length === 0 || sent.at(-1)?.reason === 'resolved').toBe(true)
      expect(sent.filter(({ reason }) => reason === 'opened').length).toBeLessThanOrEqual(1)
      // At most one about news and one about the end for each pause, besides acknowledgement and severity.
      expect(sent.length).toBeLessThanOrEqual(6 + 2 * hours * 12)
    }),
    { numRuns: 300 },
  )
})
