import type { Dataset, DatasetBrief, DatasetHistory, DatasetRows } from '@sluice/server'
import type { FixtureClient } from './clients.ts'
import { nameOf } from './lists.ts'
import { digestOf, mondays } from './runs.ts'

const columns = [
  ['customer_id', 'text', true],
  ['occurred_at', 'timestamp', false],
  ['loaded_at', 'timestamp', false],
  ['kind', 'text', false],
  ['category', 'text', true],
  ['amount', 'number', true],
] as const

/** A dataset with its lineage. */
export function datasetOf(client: FixtureClient, brief: DatasetBrief): Dataset {
  const step = brief.madeBy.step
  return {
    digest: brief.digest,
    name: brief.name,
    rows: brief.rows,
    bytes: brief.bytes,
    columns: columns.map(([name, type, nullable]) => ({
      name,
      type,
      nullable,
      ...(name === 'customer_id' && { role: 'key' }),
      masked: name === 'customer_id',
    })),
    stored: true,
    profile: profileOf(brief.rows, brief.digest.length + (brief.digest.codePointAt(12) ?? 0)),
    madeBy: brief.madeBy,
    alsoMadeBy: [],
    lineage: {
      nodes: [
        { id: 's', kind: 'source', name: 'warehouse.events', depth: -2 },
        { id: 'm', kind: 'step', name: step, depth: -1, at: brief.madeBy },
        { id: 'd', kind: 'dataset', name: brief.name, depth: 0, digest: brief.digest, rows: brief.rows },
        { id: 'f', kind: 'step', name: 'features', depth: 1, at: nameOf(client, 1, 'features') },
        {
          id: 'g',
          kind: 'dataset',
          name: 'features',
          depth: 2,
          digest: digestOf(`${client.id}1features`),
          rows: 3144,
        },
        { id: 'h', kind: 'step', name: 'score', depth: 3, at: nameOf(client, 1, 'score') },
        { id: 'c', kind: 'model', name: `propensity/${client.id}`, depth: 2 },
        { id: 'x', kind: 'destination', name: 'segment', depth: 4 },
      ],
      edges: [
        { from: 's', to: 'm' },
        { from: 'm', to: 'd' },
        { from: 'd', to: 'f' },
        { from: 'f', to: 'g' },
        { from: 'g', to: 'h' },
        { from: 'c', to: 'h' },
        { from: 'h', to: 'x' },
      ],
      cut: false,
    },
    consumers: [nameOf(client, 1, 'features'), { ...nameOf(client, 1, 'deliver'), destination: 'segment' }],
  }
}

function profileOf(rows: number, seed: number): unknown {
  return {
    rows,
    columns: [
      { name: 'customer_id', type: 'text', missing: Math.round(rows * 0.004), distinct: 3204 },
      {
        name: 'occurred_at',
        type: 'timestamp',
        missing: 0,
        min: '2025-12-09T00:00:11Z',
        max: '2026-03-08T23:59:40Z',
      },
      {
        name: 'kind',
        type: 'text',
        missing: 0,
        distinct: 3,
        top: [
          { value: 'view', count: Math.round(rows * 0.71) },
          { value: 'cart', count: Math.round(rows * 0.17) },
          { value: 'purchase', count: Math.round(rows * 0.12) },
        ],
      },
      { name: 'category', type: 'text', missing: Math.round(rows * 0.03), distinct: 6 },
      {
        name: 'amount',
        type: 'number',
        missing: Math.round(rows * (0.69 + (seed % 5) / 100)),
        distinct: 4410,
        min: -12,
        max: 911.5,
        mean: 48.2 + (seed % 7),
        deviation: 37.1,
        zeros: 12,
        quantiles: [12, 28, 41, 58, 191],
      },
    ],
  }
}

/** Made-up first rows. */
export function rowsOf(total: number, limit: number): DatasetRows {
  const kinds = ['view', 'view', 'cart', 'purchase']
  return {
    columns: columns.map(([name, type]) => ({ name, type, masked: name === 'customer_id' })),
    rows: Array.from({ length: limit }, (_, i) => [
      '•••',
      `2026-03-0${1 + (i % 8)}T1${i % 10}:22:0${i % 10}Z`,
      `2026-03-0${1 + (i % 8)}T2${i % 4}:00:00Z`,
      kinds[i % 4] ?? 'view',
      i % 9 === 4 ? null : i % 5 === 0 ? '<img src=x onerror=alert(1)>' : 'décoration',
      i % 4 === 3 ? 19.9 + i : null,
    ]),
    total,
  }
}

/** Rows over the runs of a step, with what was expected. */
export function historyOf(client: FixtureClient, brief: DatasetBrief): DatasetHistory {
  const weeks = 20
  const points = Array.from({ length: weeks }, (_, i) => {
    const rows = Math.round(brief.rows * (1 + Math.sin(i * 1.7) * 0.06 - (i === 14 ? 0.35 : 0)))
    const middle = brief.rows * (1 + Math.sin(i * 0.4) * 0.02)
    return {
      run: nameOf(client, 1, 'extract').run,
      asOf: new Date(Date.parse(`${mondays[1]}T00:00:00Z`) - (weeks - 1 - i) * 604_800_000).toISOString(),
      digest: i === weeks - 1 ? brief.digest : digestOf(`${brief.digest}${i}`),
      rows: i === weeks - 1 ? brief.rows : rows,
      ...(i >= 3 && { expected: { low: middle * 0.88, middle, high: middle * 1.12 } }),
      verdict: i < 3 ? ('learning' as const) : i === 14 ? ('below' as const) : ('inside' as const),
      current: i === weeks - 1,
    }
  })
  return {
    pipeline: 'propensity.refresh',
    deployment: client.id,
    step: brief.madeBy.step,
    name: brief.name,
    points,
  }
}
