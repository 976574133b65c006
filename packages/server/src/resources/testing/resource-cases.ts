import { expect } from 'vitest'
import type { Dataset, DatasetHistory, DatasetRows } from '../../api/dataset.ts'
import type { DeliveryBook, DeliveryBookBrief, RejectedRow } from '../../api/delivery-book.ts'
import type { Deployment, DeploymentBrief } from '../../api/deployment.ts'
import type { Grid } from '../../api/grid.ts'
import type { Incident, IncidentBrief } from '../../api/incident.ts'
import type { Me } from '../../api/me.ts'
import type { Overview } from '../../api/overview.ts'
import type { Page } from '../../api/page.ts'
import type { RunBrief } from '../../api/run-brief.ts'
import type { RunEvents } from '../../api/run-event.ts'
import type { StepDetail } from '../../api/run-step.ts'
import type { Run } from '../../api/run.ts'
import type { SearchHits } from '../../api/search-hit.ts'
import { bookOf, sharpLabel, somebody } from './shop-world.ts'
import { monday, mondayBefore, post, why, get, act, datasetNamed, type ResourceCase } from './asking.ts'

/** What holds whatever the database is. */
export const resourceCases: readonly ResourceCase[] = [
  {
    name: 'the matrix has what is blocked first, with the reason, and counts over everything',
    async check(world) {
      await world.run('bravo', mondayBefore)
      await world.run('acme', mondayBefore)
      world.orders = 3
      const { run } = await world.run('acme', monday)
      const overview = await get<Overview>(world, '/v1/overview')
      expect(overview).toMatchObject({
        total: 2,
        needPerson: 1,
        states: { blocked: 1, good: 1 },
        pipelines: ['shop'],
      })
      const [first, second] = overview.items
      expect(first).toMatchObject({
        deployment: 'acme',
        label: sharpLabel,
        zone: 'Europe/Berlin',
        state: 'blocked',
        needsPerson: 'blocked',
        reason: 'orders has 3 rows <i>',
        schedule: 'every Monday at 06:00 Europe/Berlin',
        nextRun: '2026-03-16T05:00:00.000Z',
      })
      expect(first?.runs.map(({ state }) => state)).toEqual(['good', 'blocked'])
      expect(first?.runs.at(-1)?.run).toBe(run)
      expect(second).toMatchObject({ deployment: 'bravo', state: 'good' })
      const part = await get<Overview>(world, '/v1/overview?limit=1')
      expect(part.items).toHaveLength(1)
      const rest = await get<Overview>(world, `/v1/overview?limit=1&cursor=${part.next}`)
      expect([...part.items, ...rest.items].map(({ deployment }) => deployment)).toEqual(['acme', 'bravo'])
      expect(rest.next).toBeUndefined()
    },
  },
  {
    name: 'of runs of one interval the matrix and the grid have the newest',
    async check(world) {
      world.orders = 3
      await world.run('acme', monday)
      world.orders = 200
      const { run } = await world.run('acme', monday)
      const overview = await get<Overview>(world, '/v1/overview')
      expect(overview.items[0]).toMatchObject({ state: 'warnings', reason: 'orders has 200 rows' })
      expect(overview.items[0]?.runs.map(cell => cell.run)).toEqual([run])
      const grid = await get<Grid>(world, '/v1/grid?pipeline=shop&from=2026-02-16&to=2026-03-09')
      expect(grid).toMatchObject({
        unit: 'day',
        columns: ['2026-02-16', '2026-02-23', '2026-03-02', '2026-03-09'],
      })
      const acme = grid.items.find(({ deployment }) => deployment === 'acme')
      expect(acme?.cells.map(cell => cell?.state)).toEqual(['missing', 'missing', 'missing', 'warnings'])
      expect(acme?.cells.at(-1)?.run).toBe(run)
      const bravo = grid.items.find(({ deployment }) => deployment === 'bravo')
      expect(bravo?.cells).toEqual([null, null, null, null])
    },
  },
  {
    name: 'runs are listed page by page, by client and status, with a headline',
    async check(world) {
      await world.run('acme', mondayBefore)
      await world.run('bravo', mondayBefore)
      world.orders = 3
      await world.run('acme', monday)
      const first = await get<Page<RunBrief>>(world, '/v1/runs?limit=2')
      const second = await get<Page<RunBrief>>(world, `/v1/runs?limit=2&cursor=${first.next}`)
      const named = [...first.items, ...second.items].map(({ deployment, state }) => `${deployment} ${state}`)
      expect(named).toEqual(['acme blocked', 'bravo good', 'acme good'])
      expect(first.items[0]?.headline).toBe('orders has 3 rows <i>')
      expect(second.next).toBeUndefined()
      const blocked = await get<Page<RunBrief>>(world, '/v1/runs?status=blocked&deployment=acme')
      expect(blocked.items).toHaveLength(1)
      await expect(get(world, '/v1/runs?cursor=nonsense')).rejects.toMatchObject({ code: 'request-invalid' })
    },
  },
  {
    name: 'a run has steps with edges, inputs, outputs and checks, and secrets of its parameters are masked',
    async check(world) {
      const { run } = await world.run('acme', monday)
      const found = await get<Run>(world, `/v1/runs/${run}`)
      expect(found).toMatchObject({
        status: 'succeeded',
        zone: 'Europe/Berlin',
        known: true,
        origin: { kind: 'hand' },
      })
      expect(found.params).toEqual({ url: 'postgres://me:•••@db/shop', apiKey: '•••' })
      expect(found.steps.map(({ name, needs }) => [name, needs])).toEqual([
        ['orders', []],
        ['priced', ['orders']],
        ['deliver', ['priced']],
      ])
      const [orders, priced, deliver] = found.steps
      expect(orders?.output?.datasets).toMatchObject([{ name: '', rows: 100, columns: 2 }])
      expect(orders?.checks).toMatchObject([{ status: 'passed', message: 'as usual' }])
      expect(orders?.finishedAt).toBeDefined()
      expect(priced?.inputs).toMatchObject([
        { name: 'orders', step: 'orders', datasets: orders?.output?.datasets },
      ])
      expect(deliver?.output?.json).toMatchObject({ sent: 1, rejected: 2 })
      expect(found.log.map(({ text }) => text)).toContain('reading orders')
      expect(found.can).toEqual({ cancel: false, resume: false, retry: false, rerun: true })
      expect(JSON.stringify(found)).not.toContain('hunter2')
    },
  },
  {
    name: 'events come after the one that is known, and a step has its tries and its log',
    async check(world) {
      const { run } = await world.run('acme', monday)
      const all = await get<RunEvents>(world, `/v1/runs/${run}/events`)
      const some = await get<RunEvents>(world, `/v1/runs/${run}/events?limit=2`)
      const rest = await get<RunEvents>(world, `/v1/runs/${run}/events?after=${some.last}`)
      expect(some.more).toBe(true)
      expect([...some.items, ...rest.items]).toEqual(all.items)
      expect(all.items.at(-1)?.text).toBe('the run succeeded')
      expect((await get<Run>(world, `/v1/runs/${run}`)).lastEvent).toBe(all.last)
      const detail = await get<StepDetail>(world, `/v1/runs/${run}/steps/orders`)
      expect(detail.tries).toMatchObject([{ attempt: 1 }])
      expect(detail.log.map(({ text }) => text)).toContain('reading orders')
      expect(detail.recipe).toMatchObject({ keyed: 'run', definition: 'orders' })
      await expect(get(world, `/v1/runs/${run}/steps/none`)).rejects.toMatchObject({ code: 'not-found' })
    },
  },
  {
    name: 'a memoised step says from which run its work is, but not to who does not see that client',
    async check(world) {
      const { run } = await world.run('acme', monday)
      await world.run('bravo', monday)
      const { items } = await get<Page<RunBrief>>(world, '/v1/runs?deployment=bravo')
      const own = await get<Run>(world, `/v1/runs/${items[0]?.id}`)
      const priced = own.steps.find(({ name }) => name === 'priced')
      expect(priced).toMatchObject({ status: 'memoised', memoised: { run } })
      const theirs = await get<Run>(world, `/v1/runs/${items[0]?.id}`, ['bravo'])
      const hidden = theirs.steps.find(({ name }) => name === 'priced')
      expect(hidden?.memoised).toEqual({
        because: 'another client had the same work done: same definition, same inputs',
      })
      expect(JSON.stringify(theirs)).not.toContain('acme')
    },
  },
  {
    name: 'who sees one client finds nothing of another, by list or by name',
    async check(world) {
      const { run } = await world.run('acme', monday)
      const dataset = await datasetNamed(world, 'deliver').catch(() => datasetNamed(world, 'orders'))
      await world.engine.models.register({
        model: 'm/acme',
        artifact: { kind: 'artifact', digest: 'a'.repeat(64) },
        run,
        metrics: {},
      })
      const bravo = ['bravo']
      for (const list of [
        'runs',
        'datasets',
        'models',
        'incidents',
        'backfills',
        'deliveries',
        'overview',
        'deployments',
      ]) {
        const { items } = await get<Page<unknown>>(world, `/v1/${list}`, bravo)
        expect([list, JSON.stringify(items)]).toEqual([list, expect.not.stringContaining('acme')])
      }
      const grid = await get<Grid>(world, '/v1/grid', bravo)
      expect(grid.items.map(({ deployment }) => deployment)).toEqual(['bravo'])
      const { items: hits } = await get<SearchHits>(world, '/v1/search?q=acme', bravo)
      expect(hits).toEqual([])
      expect((await get<SearchHits>(world, `/v1/search?q=${run}`, bravo)).items).toEqual([])
      for (const path of [
        `runs/${run}`,
        `runs/${run}/events`,
        `runs/${run}/steps/orders`,
        `datasets/${dataset.digest}`,
        `datasets/${dataset.digest}/rows`,
        `datasets/${dataset.digest}/history`,
        `models/${encodeURIComponent('m/acme')}`,
        `models/${encodeURIComponent('m/acme')}/versions/1`,
        `models/${encodeURIComponent('m/acme')}/versions/1/report`,
        'deployments/shop/acme',
        `deliveries/${encodeURIComponent(bookOf('acme'))}`,
        `deliveries/${encodeURIComponent(bookOf('acme'))}/rejected`,
      ]) {
        await expect(get(world, `/v1/${path}`, bravo), path).rejects.toMatchObject({ code: 'not-found' })
      }
      for (const [path, body] of [
        [`runs/${run}:cancel`, { why }],
        [`runs/${run}:retry`, { why }],
        [`runs/${run}:rerun`, { why }],
        [`runs/${run}/steps/orders:skip`, { why }],
        [`runs/${run}/steps/orders:fail`, { why }],
        ['runs', { pipeline: 'shop', deployment: 'acme' }],
        ['deployments/shop/acme:pause', { why }],
        [`models/${encodeURIComponent('m/acme')}:promote`, { version: 1, why }],
        [`models/${encodeURIComponent('m/acme')}:rollback`, { why }],
        [`deliveries/${encodeURIComponent(bookOf('acme'))}:replay`, { why }],
        [
          'backfills:preview',
          { pipeline: 'shop', deployments: ['acme'], from: '2026-01-01', to: '2026-03-01' },
        ],
      ] as const) {
        await expect(world.ask(`/v1/${path}`, post(body), somebody(bravo)), path).rejects.toMatchObject({
          code: 'not-found',
        })
      }
    },
  },
  {
    name: 'a dataset has columns, profile, lineage and consumers, and its first rows',
    async check(world) {
      const { run } = await world.run('acme', monday)
      const brief = await datasetNamed(world, 'priced')
      const found = await get<Dataset>(world, `/v1/datasets/${brief.digest}`)
      expect(found).toMatchObject({
        name: 'priced',
        rows: 100,
        stored: true,
        madeBy: { run, step: 'priced' },
      })
      expect(found.columns.map(({ name, type }) => [name, type])).toEqual([
        ['id', 'number'],
        ['price', 'number'],
      ])
      expect(found.profile).toMatchObject([{ name: 'id', rows: 100 }, { name: 'price' }])
      const depths = Object.fromEntries(
        found.lineage.nodes.map(({ kind, name, depth }) => [`${kind} ${name}`, depth]),
      )
      expect(depths).toEqual({
        'dataset orders': -2,
        'step orders': -3,
        'step priced': -1,
        'dataset priced': 0,
        'step deliver': 1,
        'destination deliver': 2,
      })
      expect(found.consumers).toMatchObject([{ run, step: 'deliver', destination: 'deliver' }])
      const rows = await get<DatasetRows>(world, `/v1/datasets/${brief.digest}/rows?limit=2`)
      expect(rows).toMatchObject({
        rows: [
          [0, 0],
          [1, 2],
        ],
        total: 100,
      })
      await expect(get(world, '/v1/datasets/nonsense')).rejects.toMatchObject({ code: 'not-found' })
    },
  },
  {
    name: 'rows of a dataset over the runs of its step have an expected band',
    async check(world) {
      for (const [i, orders] of [100, 104, 98, 101, 103, 99, 100, 20].entries()) {
        world.orders = orders
        await world.run('acme', new Date(Date.UTC(2026, 0, 5 + 7 * i, 5)).toISOString())
      }
      const brief = await datasetNamed(world, 'orders')
      const history = await get<DatasetHistory>(world, `/v1/datasets/${brief.digest}/history`)
      expect(history.points.map(({ rows }) => rows)).toEqual([100, 104, 98, 101, 103, 99, 100, 20])
      expect(history.points[0]).toMatchObject({ verdict: 'learning', current: false })
      expect(history.points.at(-2)).toMatchObject({ verdict: 'inside' })
      expect(history.points.at(-1)).toMatchObject({ verdict: 'below', current: true })
    },
  },
  {
    name: 'deliveries have counts, reasons and rejected rows, and are sent again as a new run',
    async check(world) {
      await world.run('acme', monday)
      const book = encodeURIComponent(bookOf('acme'))
      const { items } = await get<Page<DeliveryBookBrief>>(world, '/v1/deliveries')
      expect(items).toMatchObject([
        { deployment: 'acme', destination: 'fake', acknowledged: 1, rejected: 2, pending: 0 },
      ])
      const found = await get<DeliveryBook>(world, `/v1/deliveries/${book}`)
      expect(found).toMatchObject({
        reasons: [{ reason: 'no <email>', rows: 2 }],
        deliveries: [{ sent: 1, rejected: 2 }],
      })
      const first = await get<Page<RejectedRow>>(world, `/v1/deliveries/${book}/rejected?limit=1`)
      const second = await get<Page<RejectedRow>>(
        world,
        `/v1/deliveries/${book}/rejected?limit=1&cursor=${first.next}`,
      )
      expect([...first.items, ...second.items].map(({ key }) => key)).toEqual(['b', 'c'])
      const done = await act(world, `/v1/deliveries/${book}:replay`, { why })
      const again = await get<Run>(world, `/v1/runs/${done.run}`)
      expect(again).toMatchObject({
        status: 'succeeded',
        origin: { kind: 'rerun', from: 'deliver', who: 'ann', why },
      })
      expect(again.steps.map(({ status }) => status)).toEqual(['memoised', 'memoised', 'succeeded'])
    },
  },
  {
    name: 'what stops clients is an incident for each root cause',
    async check(world) {
      world.orders = 3
      const runs = [await world.run('acme', monday), await world.run('bravo', monday)]
      const { items } = await get<Page<IncidentBrief>>(world, '/v1/incidents?state=open')
      expect(items).toMatchObject([
        { rootCause: 'orders/row-count', severity: 'block', headline: 'orders has 3 rows <i>', times: 2 },
      ])
      const found = await get<Incident>(world, `/v1/incidents/${encodeURIComponent(items[0]?.id ?? '')}`)
      expect(found.occurrences.map(({ run }) => run).toSorted()).toEqual(
        runs.map(({ run }) => run).toSorted(),
      )
      const theirs = await get<Page<IncidentBrief>>(world, '/v1/incidents', ['bravo'])
      expect(theirs.items[0]?.deployments).toEqual(['bravo'])
      const theirsOnly = await get<Incident>(world, `/v1/incidents/${found.id}`, ['bravo'])
      expect(JSON.stringify(theirsOnly)).not.toMatch(/acme|<b>/)
      await expect(get(world, `/v1/incidents/${found.id}`, ['charlie'])).rejects.toMatchObject({
        code: 'not-found',
      })
      const row = (await get<Overview>(world, '/v1/overview')).items[0]
      expect(row?.incident).toBe(found.id)
    },
  },
  {
    name: 'a deployment says its schedule in words, its next runs, its parameters and its plan',
    async check(world) {
      const found = await get<Deployment>(world, '/v1/deployments/shop/acme')
      expect(found).toMatchObject({
        part: 'pipeline',
        schedule: 'every Monday at 06:00 Europe/Berlin',
        cron: '0 6 * * MON',
      })
      expect(found.nextRuns.slice(0, 3).map(({ local }) => local)).toEqual([
        '2026-03-16T06:00',
        '2026-03-23T06:00',
        '2026-03-30T06:00',
      ])
      expect(found.nextRuns[2]?.note).toBe('clocks have gone forward by 1 h')
      expect(found.params).toEqual({ url: 'postgres://me:•••@db/shop', apiKey: '•••' })
      expect(found.steps.at(-1)).toEqual({ name: 'deliver', needs: ['priced'] })
      const { items } = await get<Page<DeploymentBrief>>(world, '/v1/deployments')
      expect(items.map(({ deployment }) => deployment)).toEqual(['acme', 'bravo'])
      expect(await get<Me>(world, '/v1/me')).toMatchObject({
        name: 'ann',
        project: { pipelines: 1, deployments: 2 },
      })
    },
  },
  {
    name: 'search finds clients by label, runs by beginning, steps, and datasets by digest',
    async check(world) {
      const { run } = await world.run('acme', monday)
      const { digest } = await datasetNamed(world, 'orders')
      const kinds = async (text: string) => {
        const { items } = await get<SearchHits>(world, `/v1/search?q=${encodeURIComponent(text)}`)
        return items.map(({ kind, title }) => `${kind} ${title}`)
      }
      expect(await kinds('Söhne')).toEqual([`deployment ${sharpLabel}`])
      expect(await kinds(run.slice(0, 12))).toEqual([`run ${run}`])
      expect(await kinds('shop')).toContain('pipeline shop')
      expect(await kinds('rder')).toEqual(['step orders'])
      expect(await kinds(digest.slice(0, 12))).toEqual([`dataset ${digest}`])
      expect(await kinds('fake')).toEqual([`delivery ${bookOf('acme')}`])
      expect(await kinds('100%')).toEqual([])
      expect(await kinds('  ')).toEqual([])
    },
  },
]
