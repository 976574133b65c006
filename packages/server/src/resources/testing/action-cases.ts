import { expect } from 'vitest'
import type { BackfillPreview } from '../../api/backfill.ts'
import type { Incident, IncidentBrief } from '../../api/incident.ts'
import type { Deployment } from '../../api/deployment.ts'
import type { Model, ModelBrief } from '../../api/model.ts'
import type { Overview } from '../../api/overview.ts'
import type { Page } from '../../api/page.ts'
import type { Run } from '../../api/run.ts'
import { sharpLabel, somebody, type ShopWorld } from './shop-world.ts'
import { monday, mondayBefore, post, why, get, act, type ResourceCase } from './asking.ts'

async function openIncident(world: ShopWorld): Promise<string> {
  world.orders = 3
  for (const client of ['acme', 'bravo']) await world.run(client, monday)
  const { items } = await get<Page<IncidentBrief>>(world, '/v1/incidents')
  return items[0]?.id ?? ''
}

/** What holds of actions, whatever the database is. */
export const actionCases: readonly ResourceCase[] = [
  {
    name: 'an incident is acknowledged, silenced and told again, and all is kept with who and why',
    async check(world) {
      const id = await openIncident(world)
      const path = `/v1/incidents/${id}`
      await act(world, `${path}:acknowledge`, { why })
      expect(await get<Incident>(world, path)).toMatchObject({ state: 'acknowledged' })
      const until = new Date(world.now.getTime() + 3_600_000).toISOString()
      await act(world, `${path}:silence`, { until, why })
      expect(await get<Incident>(world, path)).toMatchObject({ silence: { until, who: 'ann', why } })
      for (const wrong of [world.now.toISOString(), '2099-01-01T00:00:00Z']) {
        await expect(act(world, `${path}:silence`, { until: wrong, why })).rejects.toMatchObject({
          code: 'request-invalid',
        })
      }
      await act(world, `${path}:unsilence`, { why })
      const found = await get<Incident>(world, path)
      expect(found.silence).toBeUndefined()
      const by = found.events.filter(({ who }) => who === 'ann').map(({ kind }) => kind)
      expect(by).toEqual(['acknowledged', 'silenced', 'unsilenced'])
      expect((await get<Page<IncidentBrief>>(world, '/v1/incidents?state=open')).items).toEqual([])
    },
  },
  {
    name: 'what was expected is closed and its blocked runs go on with what they made; what is resolved is refused',
    async check(world) {
      const id = await openIncident(world)
      const path = `/v1/incidents/${id}`
      const asBravo = world.ask(`${path}:expected`, post({ why }), somebody(['bravo']))
      await expect(asBravo).rejects.toMatchObject({ code: 'action-refused' })
      const { run } = await act(world, `${path}:expected`, { why })
      expect(await get<Incident>(world, path)).toMatchObject({
        state: 'resolved',
        feedback: { verdict: 'expected', who: 'ann', why },
      })
      await act(world, `/v1/runs/${run}:retry`, { why })
      const retried = await get<Run>(world, `/v1/runs/${run}`)
      expect(retried).toMatchObject({ status: 'succeeded' })
      await expect(act(world, `${path}:acknowledge`, { why })).rejects.toMatchObject({
        code: 'incident-refused',
      })
      await act(world, `${path}:real`, { why })
      expect(await get<Incident>(world, path)).toMatchObject({ feedback: { verdict: 'real' } })
    },
  },
  {
    name: 'an incident is resolved by hand',
    async check(world) {
      const id = await openIncident(world)
      await act(world, `/v1/incidents/${id}:resolve`, { why })
      expect(await get<Incident>(world, `/v1/incidents/${id}`)).toMatchObject({ state: 'resolved' })
    },
  },
  {
    name: 'a schedule is paused and goes on again, and both are kept with who and why',
    async check(world) {
      expect(await act(world, '/v1/deployments/shop/acme:pause', { why })).toMatchObject({ outcome: 'done' })
      expect(await act(world, '/v1/deployments/shop/acme:pause', { why })).toMatchObject({
        outcome: 'before',
      })
      const paused = await get<Deployment>(world, '/v1/deployments/shop/acme')
      expect(paused).toMatchObject({ paused: { who: 'ann', why }, nextRuns: [] })
      expect((await get<Overview>(world, '/v1/overview')).items[0]).toMatchObject({
        state: 'paused',
        reason: `ann: ${why}`,
      })
      await act(world, '/v1/deployments/shop/acme:unpause', { why })
      const found = await get<Deployment>(world, '/v1/deployments/shop/acme')
      expect(found.paused).toBeUndefined()
      expect(found.decisions.map(({ kind, who }) => [kind, who])).toEqual([
        ['unpaused', 'ann'],
        ['paused', 'ann'],
      ])
    },
  },
  {
    name: 'a run is started, retried after a block, and done again from a step on, by who asked',
    async check(world) {
      world.orders = 3
      const started = await act(world, '/v1/runs', { pipeline: 'shop', deployment: 'acme', asOf: monday })
      const blocked = await get<Run>(world, `/v1/runs/${started.run}`)
      expect(blocked).toMatchObject({ status: 'blocked', who: 'ann', can: { retry: true, rerun: true } })
      expect(blocked.steps[0]?.can).toEqual({ skip: true, fail: false, rerun: true })
      world.orders = 100
      const retried = await act(world, `/v1/runs/${started.run}:retry`, { why })
      expect(retried).toMatchObject({ outcome: 'started', run: started.run })
      expect(await get<Run>(world, `/v1/runs/${started.run}`)).toMatchObject({ status: 'succeeded' })
      await expect(act(world, `/v1/runs/${started.run}:retry`, { why })).rejects.toMatchObject({
        code: 'control-refused',
      })
      const again = await act(world, `/v1/runs/${started.run}:rerun`, { from: 'priced', why })
      const run = await get<Run>(world, `/v1/runs/${again.run}`)
      expect(run.id).not.toBe(started.run)
      expect(run).toMatchObject({
        origin: { kind: 'rerun', of: started.run, from: 'priced' },
        previous: started.run,
      })
      expect(run.steps[0]).toMatchObject({ status: 'memoised', decided: { action: 'taken', who: 'ann' } })
      const whole = await act(world, `/v1/runs/${started.run}:rerun`, { why })
      expect(await get<Run>(world, `/v1/runs/${whole.run}`)).toMatchObject({
        origin: { kind: 'rerun', of: started.run },
      })
    },
  },
  {
    name: 'a blocked step is skipped with the output of a past run, and a finished one is marked as failed',
    async check(world) {
      const past = await world.run('acme', mondayBefore)
      world.orders = 3
      const { run } = await world.run('acme', monday)
      await act(world, `/v1/runs/${run}/steps/orders:skip`, { why, useOutputOf: past.run })
      await act(world, `/v1/runs/${run}:retry`, { why })
      const done = await get<Run>(world, `/v1/runs/${run}`)
      expect(done.steps.map(({ status }) => status)).toEqual(['skipped', 'memoised', 'succeeded'])
      expect(done.steps[0]?.decided).toMatchObject({ action: 'skipped', who: 'ann', why })
      await act(world, `/v1/runs/${run}/steps/deliver:fail`, { why })
      expect(await get<Run>(world, `/v1/runs/${run}`)).toMatchObject({
        status: 'failed',
        counts: { failed: 1 },
      })
    },
  },
  {
    name: 'a backfill is previewed client by client, queued, and cancelled',
    async check(world) {
      await world.run('acme', mondayBefore)
      const asked = { pipeline: 'shop', deployments: ['acme', 'bravo'], from: '2026-02-16', to: '2026-03-09' }
      const preview = (await world.ask('/v1/backfills:preview', post(asked))) as BackfillPreview
      expect(preview.counts).toEqual({ run: 2, leave: 1 })
      expect(preview.clients.map(({ items, refused }) => refused ?? items.map(({ end }) => end))).toEqual([
        ['2026-02-16T05:00:00.000Z', '2026-02-23T05:00:00.000Z', mondayBefore],
        'it has no schedule, so it is not known when it was due',
      ])
      const { items } = (await world.ask('/v1/backfills', post({ ...asked, why }))) as {
        readonly items: readonly { readonly id: string }[]
      }
      expect(items).toMatchObject([{ deployment: 'acme', runs: 2 }])
      const id = items[0]?.id ?? ''
      const list = await get<Page<object>>(world, '/v1/backfills')
      expect(list.items).toMatchObject([{ id, status: 'running', who: 'ann', counts: { waiting: 2 } }])
      expect(await act(world, `/v1/backfills/${id}:cancel`, { why })).toMatchObject({ outcome: 'done' })
      await expect(act(world, `/v1/backfills/${id}:pause`, { why })).rejects.toMatchObject({
        code: 'action-refused',
      })
    },
  },
  {
    name: 'a model has versions by alias, is promoted and rolled back with who and why',
    async check(world) {
      const { run } = await world.run('acme', monday)
      for (const digest of ['a', 'b']) {
        const artifact = { kind: 'artifact', digest: digest.repeat(64) } as const
        const metrics = { outOfFold: { auc: 0.7, r2: null }, evaluation: null }
        await world.engine.models.register({ model: 'm/acme', artifact, run, metrics })
      }
      const model = encodeURIComponent('m/acme')
      await act(world, `/v1/models/${model}:promote`, { version: 1, why })
      await act(world, `/v1/models/${model}:promote`, { version: 2, why })
      const found = await get<Model>(world, `/v1/models/${model}`)
      expect(found).toMatchObject({
        aliases: { champion: 2 },
        rollsBackTo: 1,
        label: sharpLabel,
        zone: 'Europe/Berlin',
      })
      expect(found.versions).toMatchObject([
        { version: 2, aliases: ['champion'], metrics: { auc: 0.7 }, measuredOn: 'out-of-fold', asOf: monday },
        { version: 1, aliases: [] },
      ])
      await act(world, `/v1/models/${model}:rollback`, { why })
      const { items } = await get<Page<ModelBrief>>(world, '/v1/models')
      expect(items).toMatchObject([
        {
          model: 'm/acme',
          versions: 2,
          champion: { version: 1 },
          newest: { version: 2 },
          last: { kind: 'rolled-back', who: 'ann' },
        },
      ])
      await expect(act(world, `/v1/models/${model}:promote`, { version: 1, why })).rejects.toMatchObject({
        code: 'action-refused',
      })
      await expect(act(world, `/v1/models/${model}:promote`, { version: 9, why })).rejects.toMatchObject({
        code: 'not-found',
      })
    },
  },
]
