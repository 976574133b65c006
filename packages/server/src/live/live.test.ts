import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from '@sluice/engine'
import type { Principal } from '../access/principal.ts'
import type { Reply } from '../http/reply.ts'
import type { RouteContext } from '../http/route-context.ts'
import { openLive } from './live.ts'

const ann: Principal = { kind: 'token', id: 'token:1', name: 'ann', role: 'viewer', clients: 'all' }
const bob: Principal = { ...ann, id: 'token:2', name: 'bob' }

test('streams of somebody who is not let in any more end, those of others go on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-live-'))
  const engine = await openEngine({ root: folder, env: {} })
  const out = new Set<string>()
  const live = openLive({
    engine,
    limits: { streams: 10, streamsEach: 10 },
    onTrouble: error => {
      throw error
    },
    isStillIn: ({ id }) => Promise.resolve(!out.has(id)),
    watchMs: 20,
  })
  const open = async (principal: Principal): Promise<{ readonly hasEnded: () => boolean }> => {
    const { body } = (await live.route.handle({ params: {}, query: {}, body: {} }, {
      principal,
    } as RouteContext)) as Reply
    let hasEnded = false
    void new Response(body ?? null).text().then(() => (hasEnded = true))
    return { hasEnded: () => hasEnded }
  }
  const streams = [await open(ann), await open(ann), await open(bob)]
  out.add(ann.id)
  await expect.poll(() => streams.map(stream => stream.hasEnded())).toEqual([true, true, false])
  live.close()
  await expect.poll(() => streams.map(stream => stream.hasEnded())).toEqual([true, true, true])
  await engine.close()
  rmSync(folder, { recursive: true })
})
