import type { Check, LogLine, Run, RunBrief, RunStep, State } from '@sluice/server'
import type { FixtureClient } from './clients.ts'

/** Mondays of the fixture, the newest last. */
export const mondays = ['2026-03-02', '2026-03-09', '2026-03-16'] as const
export const refresh = 'propensity.refresh'

const digest = (text: string) => {
  let hash = 2_166_136_261
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0
  return `sha256:${hash.toString(16).padStart(8, '0').repeat(8)}`
}

/** A digest that is always the same for a text. */
export const digestOf = digest

const at = (day: string, seconds: number) =>
  new Date(Date.parse(`${day}T05:00:04Z`) + seconds * 1000).toISOString()

const blockedBy: Check = {
  check: 'schema',
  name: 'schema',
  severity: 'block',
  status: 'failed',
  subject: 'events',
  column: 'amount',
  message:
    'Column amount is missing; there is a new column order_value whose values look the same. Map it with mapping: {"amount": "order_value"} and resume.',
  observed: 'customer_id, occurred_at, loaded_at, kind, category, order_value',
  expected: 'a column amount of type number',
  likelyCause: 'amount was renamed to order_value.',
  evidence: [
    'order_value is new since Monday 9 March.',
    '98.7 % of its values lie between the least and the greatest of amount last week.',
    'Both are missing in the same 71 % of rows (views and carts).',
  ],
  sample: [
    { customer_id: 'c-004211', occurred_at: '2026-03-15T18:22:10Z', kind: 'purchase', order_value: 61.4 },
    { customer_id: 'c-000310', occurred_at: '2026-03-15T18:25:41Z', kind: 'view', order_value: null },
  ],
}

const passed = (check: string, subject: string, message: string, extra: Partial<Check> = {}): Check => ({
  check,
  name: check,
  severity: 'block',
  status: 'passed',
  subject,
  message,
  ...extra,
})

const chain: readonly (readonly [name: string, needs: readonly string[], seconds: number])[] = [
  ['extract', [], 0.9],
  ['features', ['extract'], 0.6],
  ['champion', [], 0.1],
  ['score', ['features', 'champion'], 0.8],
  ['check-scores', ['score'], 0.2],
  ['decide', ['check-scores'], 0.1],
  ['deliver', ['decide'], 1.4],
  ['report', ['score'], 0.3],
]

/** Identity of a run of the fixture. */
export const runId = (client: FixtureClient, week: number) =>
  `${digest(`${client.id}${week}`).slice(7, 13)}-${client.id.slice(0, 8)}-w${week + 1}`

const isBlocked = (client: FixtureClient, week: number) => client.id === 'maison-verte' && week === 2

/** State of a run. */
export function stateOf(client: FixtureClient, week: number): State {
  if (isBlocked(client, week)) return 'blocked'
  if (client.id === 'bazaar' && week === 2) return 'running'
  return client.id === 'kirei' && week === 1 ? 'warnings' : 'good'
}

/** A run as a line of a list. */
export function briefOf(client: FixtureClient, week: number): RunBrief {
  const day = mondays[week] ?? mondays[0]
  const state = stateOf(client, week)
  const seconds = state === 'blocked' ? 0.4 : 3 + client.rows / 80_000
  const running = state === 'running'
  return {
    id: runId(client, week),
    pipeline: refresh,
    deployment: client.id,
    label: client.label,
    asOf: `${day}T00:00:00.000Z`,
    intervalStart: new Date(Date.parse(`${day}T00:00:00Z`) - 7 * 86_400_000).toISOString(),
    status: state === 'blocked' ? 'blocked' : running ? 'running' : 'succeeded',
    state,
    startedAt: running ? new Date(Date.now() - 42_000).toISOString() : at(day, 0),
    ...(!running && { finishedAt: at(day, seconds) }),
    seconds: running ? 42 : seconds,
    who: 'schedule',
    ...(state === 'blocked' && {
      headline: 'extract: column amount is missing; amount was renamed to order_value.',
    }),
    ...(state === 'warnings' && {
      headline: 'score: 2.1 % of scores lie outside what was seen in training.',
    }),
  }
}

const dataset = (client: FixtureClient, week: number, step: string, columns: number) => ({
  name: step === 'extract' ? 'tables.events' : '',
  digest: digest(`${client.id}${week}${step}`),
  rows: Math.round(client.rows * (step === 'extract' ? 1 : 0.08) * (1 - week * 0.015)),
  bytes: Math.round(client.rows * 21.4),
  columns,
})

function stepOf(client: FixtureClient, week: number, position: number): RunStep {
  const [name, needs, seconds] = chain[position] ?? ['', [], 0]
  const state = stateOf(client, week)
  const day = mondays[week] ?? mondays[0]
  const stopped = state === 'blocked' && !['extract', 'champion'].includes(name)
  const ahead = state === 'running' && position > 3
  const start = chain
    .slice(0, position)
    .reduce((sum, [, , took]) => sum + took * (name === 'champion' ? 0 : 0.9), 0)
  const status = stopped
    ? 'skipped'
    : state === 'blocked' && name === 'extract'
      ? 'blocked'
      : ahead
        ? 'waiting'
        : state === 'running' && position === 3
          ? 'running'
          : name === 'champion' || (client.id === 'alpine' && week === 2 && position < 2)
            ? 'memoised'
            : 'succeeded'
  const ran = !stopped && !ahead
  const base = state === 'running' ? Date.now() - 42_000 : Date.parse(at(day, 0))
  const isData = ['extract', 'features', 'score', 'decide'].includes(name)
  const hasOutput = ran && status !== 'blocked' && status !== 'running'
  return {
    name,
    position,
    needs,
    status,
    ...(ran && { startedAt: new Date(base + start * 1000).toISOString() }),
    ...(ran &&
      status !== 'running' && { finishedAt: new Date(base + (start + seconds) * 1000).toISOString() }),
    seconds: ran ? seconds : 0,
    attempts: ran ? (name === 'deliver' && client.id === 'northwind' ? 2 : 1) : 0,
    ...(ran && { key: digest(`key${client.id}${week}${name}`) }),
    ...(status === 'memoised' && {
      memoised: {
        because:
          'Its code, its options and the digests of its inputs are those of an earlier run, so its output is too.',
        run: runId(client, Math.max(0, week - 1)),
      },
    }),
    inputs: needs.map(need => ({
      name: need,
      step: need,
      datasets: [dataset(client, week, need, 9)],
      artifacts: [],
    })),
    ...(hasOutput && {
      output: {
        datasets: isData ? [dataset(client, week, name, name === 'extract' ? 6 : 17)] : [],
        artifacts:
          name === 'champion'
            ? [
                {
                  name: '',
                  digest: digest(`model${client.id}`),
                  model: `propensity/${client.id}`,
                  version: 1,
                },
              ]
            : [],
        ...(!isData && name !== 'champion' && { json: { sent: 1307, unchanged: 1894, rejected: 3 } }),
      },
    }),
    checks:
      name === 'extract'
        ? status === 'blocked'
          ? [blockedBy, passed('not-empty', 'events', '38,220 rows.')]
          : [
              passed('schema', 'events', 'All 6 columns are there, with their types.'),
              passed('row-count', 'events', '39,319 rows; 36,100 to 42,700 were expected.', {
                observed: 39_319,
                expected: '36,100 to 42,700',
              }),
              passed(
                'not-null',
                'events',
                'customer_id is missing in 0.4 % of rows; at most 1 % is allowed.',
                {
                  column: 'customer_id',
                },
              ),
            ]
        : name === 'check-scores' && ran
          ? [
              {
                ...passed(
                  'scores',
                  'scores',
                  '2.1 % of scores lie outside what was seen in training; watch the next week.',
                ),
                severity: 'warn',
                status: client.id === 'kirei' && week === 1 ? 'failed' : 'passed',
              },
              {
                ...passed(
                  'drift',
                  'scores',
                  'Two runs are too few to judge drift; from the fourth on it is judged.',
                ),
                status: 'learning',
              },
            ]
          : [],
    metrics: hasOutput && isData ? [{ metric: 'rows', value: dataset(client, week, name, 1).rows }] : [],
    ...(status === 'blocked' && {
      error: {
        name: 'ChecksFailed',
        code: 'checks-failed',
        message:
          'Step extract of maison-verte was blocked by 1 check: column amount is missing from events; order_value is new and looks the same.',
        retry: 'never',
        wayOut: [
          'Add mapping: {"amount": "order_value"} to the parameters of maison-verte, then resume the run.',
          'If amount is really gone, mark the incident as expected and change the pipeline.',
          'sluice resume maison-verte --pipeline propensity.refresh',
        ],
        docs: 'errors/checks-failed',
      },
    }),
    can: {
      skip: stopped || status === 'blocked',
      fail: status === 'running',
      rerun: ran && status !== 'running',
    },
  }
}

const logOf = (client: FixtureClient, week: number): readonly LogLine[] => {
  const { startedAt, state } = briefOf(client, week)
  const line = (
    id: number,
    step: string | undefined,
    text: string,
    level: LogLine['level'] = 'info',
  ): LogLine => ({
    id,
    at: new Date(Date.parse(startedAt) + id * 120).toISOString(),
    ...(step !== undefined && { step, attempt: 1 }),
    level,
    text,
  })
  const lines = [
    line(1, undefined, 'Run started: 8 steps, as of Monday 16 March 2026.'),
    line(2, 'champion', 'Memoised: version 1 of propensity is the champion, as in the last run.'),
    line(3, 'extract', 'Reads events from warehouse.events, 90 days back.'),
  ]
  if (state === 'blocked') {
    return [
      ...lines,
      line(4, 'extract', 'Blocked: column amount is missing; amount was renamed to order_value.', 'error'),
      line(5, undefined, 'Alert sent to Slack #data-alerts.', 'warn'),
      line(6, undefined, 'Run blocked: 6 steps were skipped.', 'error'),
    ]
  }
  return [
    ...lines,
    line(4, 'extract', `${client.rows.toLocaleString('en')} rows, 6 columns; 3 checks passed.`),
    line(5, 'features', 'SELECT over 90 days of events: 17 columns for 3,201 customers.'),
    line(6, 'score', 'Scores 3,201 rows on the JavaScript path: isotonic calibration is exact there only.'),
    line(7, 'deliver', 'HTTP 429 from the destination; tries again in 2 s.', 'warn'),
    line(8, 'deliver', 'Sent 1,307, unchanged 1,894, rejected 3.'),
  ]
}

/** A run with its steps. */
export function runOf(client: FixtureClient, week: number): Run {
  const brief = briefOf(client, week)
  const steps = chain.map((_, position) => stepOf(client, week, position))
  return {
    ...brief,
    zone: client.zone,
    params: {
      client: client.id,
      category: 'décoration',
      warehouse: { kind: 'duckdb', path: `warehouses/${client.id}.duckdb` },
      cdp: { url: 'https://cdp.example.com/v1', writeKey: 'env:CDP_WRITE_KEY' },
    },
    origin: { kind: 'schedule', who: 'schedule' },
    steps,
    counts: countsOf(steps),
    log: logOf(client, week),
    lastEvent: 8,
    ...(week > 0 && { previous: runId(client, week - 1) }),
    ...(week < 2 && { next: runId(client, week + 1) }),
    can: {
      cancel: brief.status === 'running',
      resume: brief.status === 'blocked',
      retry: brief.status === 'blocked',
      rerun: brief.status !== 'running',
    },
    known: true,
  }
}

/** Number of steps by status. */
export function countsOf(steps: readonly RunStep[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of steps) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
