import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SluiceError, type Channel, type Occurrence } from '@sluice/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openEngine } from '../open-engine.ts'
import { ann } from './testing/incident-world.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 16, 6)

class Away extends SluiceError {
  readonly code = 'away'
  override readonly retry = 'later'
}

type Happening =
  | { readonly kind: 'seen'; readonly client: number; readonly table: number }
  | { readonly kind: 'sweep' | 'sweep-both' | 'acknowledge' | 'silence' | 'resolve' | 'channel-fails' }
  | { readonly kind: 'time'; readonly minutes: number }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('seen' as const), client: fc.nat(3), table: fc.nat(2) }),
  fc.record({
    kind: fc.constantFrom('sweep', 'sweep-both', 'acknowledge', 'silence', 'resolve', 'channel-fails'),
  }),
  fc.record({ kind: fc.constant('time' as const), minutes: fc.constantFrom(1, 6, 61, 300) }),
)

function occurrence(client: number, table: number, at: Date): Occurrence {
  const deployment = { name: `client-${client}` }
  const headline = `table ${table} is wrong`
  return {
    deployment,
    pipeline: 'load',
    run: `run-${client}-${at.getTime()}`,
    step: `t${table}`,
    asOf: at,
    at,
    severity: table === 0 ? 'warn' : 'block',
    headline,
    rootCause: `t${table}/row-count`,
    checks: [],
    notDone: [],
    unaffected: [],
    next: [],
  }
}

test('in whatever order things happen, two processes send no number twice, all is told, and all is ended', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async story => {
      const root = mkdtempSync(join(tmpdir(), 'sluice-order-'))
      let [now, failing] = [start, 0]
      const sent = new Map<string, string[]>()
      const channel: Channel = {
        kind: 'list',
        name: 'list',
        async send({ incident: { id }, seq, reason }) {
          if (failing-- > 0) throw new Away('no answer')
          sent.set(id, [...(sent.get(id) ?? []), `${seq} ${reason}`])
          return undefined
        },
      }
      const open = () => openEngine({ root, channels: [channel], now: () => new Date(now) })
      const [first, second] = [await open(), await open()]
      const { incidents } = first
      try {
        for (const one of story) {
          const [newest] = await incidents.list({ limit: 1 })
          const id = newest?.state === 'resolved' ? undefined : newest?.id
          if (one.kind === 'time') now += one.minutes * minute
          if (one.kind === 'channel-fails') failing = 1
          if (one.kind === 'sweep') await incidents.sweep()
          if (one.kind === 'sweep-both') await Promise.all([incidents.sweep(), second.incidents.sweep()])
          if (one.kind === 'acknowledge' && id !== undefined) await incidents.acknowledge(id, ann)
          if (one.kind === 'silence' && id !== undefined) {
            await incidents.silence(id, new Date(now + 10 * minute), ann)
          }
          if (one.kind === 'resolve' && id !== undefined) await incidents.resolve(id, ann)
          if (one.kind !== 'seen') continue
          const found = occurrence(one.client, one.table, new Date(now))
          await incidents.note({ occurrence: found, upstream: new Set() })
        }
        failing = 0
        now += 20 * minute
        await incidents.sweep()
        now += 20 * minute
        await second.incidents.sweep()
        const still = (await incidents.list()).filter(({ state }) => state !== 'resolved')
        for (const { id } of still) expect(sent.get(id)?.[0]).toBe('1 opened')
        for (const { id } of still) await incidents.resolve(id, ann)
        now += 20 * minute
        await incidents.sweep()
        for (const notices of sent.values()) {
          expect(notices.map(text => Number(text.split(' ')[0]))).toEqual(notices.map((_one, i) => i + 1))
          expect(notices.at(-1)).toMatch(/resolved$/)
          expect(notices.filter(text => text.endsWith('opened'))).toHaveLength(1)
        }
      } finally {
        await first.close()
        await second.close()
        rmSync(root, { recursive: true })
      }
    }),
    { numRuns: 25 },
  )
})
