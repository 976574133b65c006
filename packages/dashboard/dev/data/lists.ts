import type {
  DatasetBrief,
  DeliveryBook,
  Deployment,
  Grid,
  Incident,
  Overview,
  OverviewRow,
  RejectedRow,
  State,
} from '@sluice/server'
import type { FixtureClient } from './clients.ts'
import { briefOf, digestOf, mondays, refresh, runId, runOf, stateOf } from './runs.ts'

const pipelines = [refresh, 'propensity.train', 'campaign-report']
const next = '2026-03-23T05:00:00.000Z'
const schedule = (zone: string) => `every Monday at 06:00 ${zone}`

/** The Monday matrix. */
export function overviewOf(clients: readonly FixtureClient[]): Overview {
  const rows = clients.flatMap((client, i) => pipelines.map((pipeline, p) => rowOf(client, i, pipeline, p)))
  const order = (row: OverviewRow) => (row.needsPerson !== undefined ? 0 : row.state === 'running' ? 1 : 2)
  const items = rows.toSorted((a, b) => order(a) - order(b))
  const states: Partial<Record<State, number>> = {}
  for (const { state } of rows) states[state] = (states[state] ?? 0) + 1
  const needPerson = rows.filter(({ needsPerson }) => needsPerson !== undefined).length
  return { at: new Date().toISOString(), total: rows.length, needPerson, states, pipelines, items }
}

function rowOf(client: FixtureClient, i: number, pipeline: string, p: number): OverviewRow {
  const { id: deployment, label, zone } = client
  const base = { pipeline, deployment, label, zone, schedule: schedule(zone), nextRun: next }
  const runs = mondays.map((_, week) => {
    const { id, status, state, asOf, startedAt, finishedAt } = briefOf(client, week)
    return { run: id, status, state, asOf, startedAt, ...(finishedAt !== undefined && { finishedAt }) }
  })
  if (p === 0 && deployment === 'maison-verte') {
    return {
      ...base,
      state: 'blocked',
      reason:
        'Column amount is missing from events; it was renamed to order_value. Scores of this week are not delivered.',
      needsPerson: 'blocked',
      incident: 'inc-7',
      runs,
    }
  }
  if (p === 0) return { ...base, state: stateOf(client, 2), runs }
  const calm = runs.map(run => ({ ...run, state: 'good' as const, status: 'succeeded' as const }))
  if (p === 2 && deployment === 'northwind') {
    return {
      ...base,
      state: 'late',
      reason:
        'Should have been done by 08:00; the run of this week has not started because no worker was free.',
      needsPerson: 'late',
      lateSince: '2026-03-16T12:00:00.000Z',
      runs: calm.slice(0, 2),
    }
  }
  if (p === 1 && i === 0) {
    const paused = { who: 'Ada', why: 'Relaunch of the shop: the catalogue is being renamed.' }
    return { ...base, state: 'paused', paused, runs: calm.slice(0, 1) }
  }
  return p === 2 && i === 3 ? { ...base, state: 'never', runs: [] } : { ...base, state: 'good', runs: calm }
}

/** Clients × weeks. */
export function gridOf(clients: readonly FixtureClient[], weeks: number): Grid {
  const end = Date.parse('2026-03-16T00:00:00Z')
  const columns = Array.from({ length: weeks }, (_, i) =>
    new Date(end - (weeks - 1 - i) * 7 * 86_400_000).toISOString().slice(0, 10),
  )
  const stateAt = (client: number, column: number): State => {
    const back = weeks - 1 - column
    if (client === 1 && back === 0) return 'blocked'
    if (client === 4 && back === 0) return 'running'
    const mixed = (client * 131 + column * 17) % 97
    return mixed === 5
      ? 'failed'
      : mixed === 11 || mixed === 12
        ? 'missing'
        : mixed === 20
          ? 'warnings'
          : 'good'
  }
  return {
    pipeline: refresh,
    pipelines,
    from: `${columns[0]}T00:00:00.000Z`,
    to: '2026-03-17T00:00:00.000Z',
    unit: 'day',
    columns,
    items: clients.map(({ id, label, zone, ...client }, row) => ({
      deployment: id,
      label,
      zone,
      cells: columns.map((day, column) => {
        if (row === 3 && column < weeks / 3) return null
        const state = stateAt(row, column)
        const week = Math.max(0, 2 - (weeks - 1 - column))
        const run = runId({ id, label, zone, ...client }, week)
        return { state, asOf: `${day}T00:00:00.000Z`, ...(state !== 'missing' && { run }) }
      }),
    })),
  }
}

/** Datasets of the newest runs. */
export function datasetsOf(clients: readonly FixtureClient[]): readonly DatasetBrief[] {
  return clients.flatMap(client =>
    runOf(client, 1).steps.flatMap(step =>
      (step.output?.datasets ?? []).map(data => ({
        ...data,
        name: data.name === '' ? step.name : data.name,
        madeBy: nameOf(client, 1, step.name),
        at: step.finishedAt ?? '2026-03-09T05:00:05.000Z',
      })),
    ),
  )
}

/** A step of a run, from elsewhere. */
export function nameOf(client: FixtureClient, week: number, step: string) {
  const { id: run, pipeline, deployment, label = deployment, asOf } = briefOf(client, week)
  return { run, step, pipeline, deployment, label, asOf }
}

/** The incidents. */
export function incidentsOf(clients: readonly FixtureClient[]): readonly Incident[] {
  const verte = clients.find(({ id }) => id === 'maison-verte')
  const kirei = clients.find(({ id }) => id === 'kirei')
  if (verte === undefined || kirei === undefined) return []
  const checks = runOf(verte, 2).steps[0]?.checks ?? []
  const open: Incident = {
    id: 'inc-7',
    rootCause: 'events/schema/amount',
    severity: 'block',
    state: 'open',
    headline: 'Maison Verte: column amount is missing from events; order_value is new and looks the same.',
    cause: 'amount was renamed to order_value in the warehouse between 9 and 16 March.',
    openedAt: '2026-03-16T05:00:04.400Z',
    lastSeenAt: '2026-03-16T05:00:04.400Z',
    deployments: ['maison-verte'],
    times: 1,
    notDone: [
      'Scores of Maison Verte for this week are not made.',
      'The audience “décoration” keeps Sunday’s 3,201 customers.',
    ],
    unaffected: ['Alpine Gear, Northwind Outfitters, キレイ Beauty and Bazaar Marketplace go on.'],
    occurrences: [
      {
        deployment: 'maison-verte',
        label: verte.label,
        pipeline: refresh,
        run: runId(verte, 2),
        step: 'extract',
        at: '2026-03-16T05:00:04.400Z',
        checks,
      },
    ],
    events: [
      { at: '2026-03-16T05:00:04.400Z', kind: 'opened', text: 'Opened by the check schema of extract.' },
      { at: '2026-03-16T05:00:05.000Z', kind: 'told', text: 'Slack #data-alerts was told.' },
    ],
  }
  const past: Incident = {
    ...open,
    id: 'inc-5',
    rootCause: 'scores/drift',
    severity: 'warn',
    state: 'resolved',
    headline: 'キレイ Beauty: 2.1 % of scores lie outside what was seen in training.',
    cause: 'A sale brought customers with more views than any before.',
    openedAt: '2026-03-09T05:00:09.000Z',
    lastSeenAt: '2026-03-09T05:00:09.000Z',
    resolvedAt: '2026-03-09T07:12:00.000Z',
    deployments: ['kirei'],
    feedback: { verdict: 'expected', who: 'Ada', why: 'The spring sale.', at: '2026-03-09T07:12:00.000Z' },
    occurrences: [],
    notDone: [],
    events: [
      { at: '2026-03-09T05:00:09.000Z', kind: 'opened', text: 'Opened by the check scores.' },
      { at: '2026-03-09T07:12:00.000Z', kind: 'expected', who: 'Ada', text: 'Expected: the spring sale.' },
    ],
  }
  return [open, past]
}

/** Deployments with their schedules. */
export function deploymentsOf(clients: readonly FixtureClient[]): readonly Deployment[] {
  return clients.flatMap((client, i) =>
    pipelines.map((pipeline, p) => {
      const { steps, params } = runOf(client, 1)
      return {
        pipeline,
        deployment: client.id,
        label: client.label,
        zone: client.zone,
        ...(p < 2 && { schedule: schedule(client.zone), cron: '0 6 * * MON', nextRun: next }),
        lastRun: {
          run: runId(client, 2),
          state: p === 0 ? stateOf(client, 2) : 'good',
          asOf: '2026-03-16T00:00:00.000Z',
        },
        ...(i === 0 &&
          p === 1 && {
            paused: { who: 'Ada', why: 'Relaunch of the shop.', at: '2026-03-10T09:30:00.000Z' },
          }),
        part: p === 1 ? 'train' : 'pipeline',
        nextRuns: [0, 1, 2].map(week => ({
          at: new Date(Date.parse(next) + week * 604_800_000).toISOString(),
          local: `Monday ${23 + week * 7 > 31 ? week * 7 - 8 : 23 + week * 7} ${week === 2 ? 'April' : 'March'}, 06:00`,
          ...(week === 1 && { note: 'Clocks go forward on Sunday: an hour earlier in UTC.' }),
        })),
        catchUp: 'latest',
        deadlineSeconds: 7200,
        priority: 0,
        resources: ['warehouse'],
        params,
        steps: steps.map(({ name, needs }) => ({ name, needs })),
        siblings: pipelines.filter(other => other !== pipeline),
        decisions: [
          {
            at: '2026-02-23T10:00:00.000Z',
            kind: 'unpaused',
            who: 'Ada',
            why: 'The warehouse answers again.',
          },
        ],
      } satisfies Deployment
    }),
  )
}

/** Books of deliveries. */
export function booksOf(clients: readonly FixtureClient[]): readonly DeliveryBook[] {
  return clients.map((client, i) => ({
    book: `${refresh}/${client.id}/segment`,
    deployment: client.id,
    label: client.label,
    destination: 'segment',
    acknowledged: Math.round(client.rows * 0.08) - 3 * i,
    rejected: 3 * i,
    pending: i === 4 ? 120 : 0,
    last: nameOf(client, 2, 'deliver'),
    reasons:
      i === 0
        ? []
        : [
            { reason: 'The destination does not know the user (404).', rows: 2 * i },
            { reason: 'The field propensity_décoration is longer than 32 characters.', rows: i },
          ],
    deliveries: [2, 1, 0].map(week => ({
      ...nameOf(client, week, 'deliver'),
      sent: week === 0 ? 3205 : 1307 - week * 9,
      unchanged: week === 0 ? 0 : 1894,
      rejected: week === 1 ? 3 * i : 0,
    })),
  }))
}

/** Rows that a destination refused. */
export const rejectedOf = (rows: number): readonly RejectedRow[] =>
  Array.from({ length: rows }, (_, i) => ({
    key: `c-${String(4211 + i * 37).padStart(6, '0')}`,
    reason:
      i % 3 === 2
        ? 'The field propensity_décoration is longer than 32 characters.'
        : 'The destination does not know the user (404).',
    messageId: digestOf(`message${i}`).slice(7, 27),
    run: 'run',
  }))
