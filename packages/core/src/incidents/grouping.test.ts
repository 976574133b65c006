import { describe, expect, test } from 'vitest'
import { groupFor, type Candidate, type Sign } from './grouping.ts'
import { defaultIncidentPolicy as policy } from './incident-policy.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 16, 6)
const at = (minutes: number) => new Date(start + minutes * minute)

function sign(change: Partial<Sign> = {}): Sign {
  return {
    deployment: 'acme',
    pipeline: 'refresh',
    run: 'run-1',
    step: 'orders',
    rootCause: 'orders/not-empty',
    at: at(0),
    ...change,
  }
}

function incident(id: string, signs: readonly Sign[], change: Partial<Candidate> = {}): Candidate {
  return { id, state: 'open', lastSeenAt: signs.at(-1)?.at ?? at(0), signs, ...change }
}

const noUpstream = new Set<string>()
const resolved = (minutes: number) => ({ state: 'resolved', resolvedAt: at(minutes) }) as const
const other = { deployment: 'bolt', run: 'run-2' }

describe('an occurrence belongs to', () => {
  test.each<[string, Partial<Sign>, readonly Candidate[], readonly string[], string]>([
    ['a new incident where there is none', {}, [], [], 'opens'],
    [
      'the same cause of the same client, a week later too',
      { at: at(10_000), run: 'run-9' },
      [incident('a', [sign()])],
      [],
      'a same-cause',
    ],
    [
      'the same cause in another pipeline of the client',
      { pipeline: 'train', run: 'run-2' },
      [incident('a', [sign()])],
      [],
      'a same-cause',
    ],
    [
      'one that is acknowledged',
      { run: 'run-2' },
      [incident('a', [sign()], { state: 'acknowledged' })],
      [],
      'a same-cause',
    ],
    [
      'the trouble of a step it reads from',
      { step: 'scores', rootCause: 'scores/range' },
      [incident('a', [sign()])],
      ['orders'],
      'a effect',
    ],
    [
      'no trouble of a step it does not read from',
      { step: 'scores', rootCause: 'scores/range' },
      [incident('a', [sign()])],
      ['events'],
      'opens',
    ],
    [
      'no trouble upstream in another run',
      { step: 'scores', rootCause: 'scores/range', run: 'run-2' },
      [incident('a', [sign()])],
      ['orders'],
      'opens',
    ],
    [
      'no trouble upstream where it fails at a system of its own',
      { step: 'deliver', rootCause: 'deliver/destination-unavailable', resource: 'segment' },
      [incident('a', [sign()])],
      ['orders'],
      'opens',
    ],
    [
      'what is wrong with the same resource, whoever and whatever',
      { ...other, rootCause: 'events/not-empty', resource: 'wh', at: at(300) },
      [incident('a', [sign({ resource: 'wh' })])],
      [],
      'a same-resource',
    ],
    [
      'nothing about another resource',
      { ...other, resource: 'wh-2' },
      [incident('a', [sign({ resource: 'wh' })])],
      [],
      'opens',
    ],
    [
      'the same cause at another client within the hour',
      { ...other, at: at(60) },
      [incident('a', [sign()])],
      [],
      'a other-client',
    ],
    [
      'a new one when another client had it longer ago',
      { ...other, at: at(61) },
      [incident('a', [sign()])],
      [],
      'opens',
    ],
    [
      'one that was resolved within a day',
      { run: 'run-9', at: at(1440) },
      [incident('a', [sign()], resolved(0))],
      [],
      'a came-back',
    ],
    [
      'a new one when it was resolved longer ago',
      { run: 'run-9', at: at(1441) },
      [incident('a', [sign()], resolved(0))],
      [],
      'opens',
    ],
    [
      'a new one when another client had it and it was resolved',
      { ...other, at: at(1) },
      [incident('a', [sign()], resolved(0))],
      [],
      'opens',
    ],
    [
      'one about its resource that was resolved',
      { ...other, resource: 'wh', at: at(1) },
      [incident('a', [sign({ resource: 'wh' })], resolved(0))],
      [],
      'a came-back',
    ],
    [
      'a new one when the last was said to be expected',
      { run: 'run-9', at: at(1) },
      [
        incident('a', [sign()], {
          ...resolved(0),
          feedback: { verdict: 'expected', who: 'ann', why: 'sale', at: at(0) },
        }),
      ],
      [],
      'opens',
    ],
    [
      'its own cause before its resource',
      { resource: 'wh' },
      [incident('r', [sign({ ...other, resource: 'wh', at: at(9) })]), incident('a', [sign()])],
      [],
      'a same-cause',
    ],
    [
      'of several the one seen last',
      { ...other },
      [incident('old', [sign({ at: at(-20) })]), incident('new', [sign({ at: at(-1) })])],
      [],
      'new other-client',
    ],
    [
      'an open one before one that was resolved',
      { run: 'run-9' },
      [incident('done', [sign({ at: at(5) })], resolved(0)), incident('a', [sign(other)])],
      [],
      'a other-client',
    ],
  ])('%s', (_name, change, candidates, upstream, expected) => {
    const found = groupFor(sign(change), candidates, new Set([...noUpstream, ...upstream]), policy)
    expect(found.kind === 'opens' ? 'opens' : `${found.incident} ${found.as}`).toBe(expected)
  })
})
