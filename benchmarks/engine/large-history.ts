import { defineConfig, pipeline, step, type Config, type Step, type Steps } from '@sluice/core'
import { z } from 'zod'

/** How large a history is. */
export interface HistorySize {
  readonly clients: number
  readonly weeks: number
  readonly steps: number
  readonly seed: number
}

/** Rows of a table, columns by name; instants are ISO text and JSON is text. */
export type TableRows = readonly Readonly<Record<string, string | number | null>>[]

/** Rows of one week, by table. */
export type WeekRows = Readonly<
  Record<
    'runs' | 'steps' | 'check_results' | 'step_content' | 'events' | 'model_versions' | 'model_events',
    TableRows
  >
>

/** A history with the configuration that it is of. */
export interface LargeHistory {
  readonly config: Config
  readonly now: Date
  /** The oldest week first. */
  weeks(): Generator<WeekRows>
  /** What is there once: where models and deliveries stand in the end. */
  readonly standing: Readonly<Record<'model_aliases' | 'ledger', TableRows>>
}

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'] as const
/** Hours of their Monday 06:00 in UTC, in January. */
const hours = [5, 11, -3, 6] as const
const firstMonday = Date.UTC(2025, 0, 6)
const weekMs = 7 * 86_400_000
const ledgerRows = 50

/**
 * A made-up history of a weekly pipeline of many clients: most runs succeed, some warn, some are blocked or fail, the first
 * weeks learn. The same size and seed give the same rows.
 */
export function largeHistory({ clients, weeks, steps, seed }: HistorySize): LargeHistory {
  const random = randomFrom(seed)
  const names = Array.from({ length: clients }, (_, i) => `client-${String(i).padStart(4, '0')}`)
  const chain = chainOf(steps)
  const deployments = names.map((name, i) =>
    chain.deploy(name, {
      params: {},
      label: `Client ${i} GmbH`,
      timezone: zones[i % 4] ?? 'UTC',
      schedule: '0 6 * * MON',
    }),
  )
  return {
    config: defineConfig({ deployments }),
    now: new Date(firstMonday + (weeks - 1) * weekMs + 86_400_000),
    *weeks() {
      for (let week = 0; week < weeks; week += 1) yield weekOf({ names, week, weeks, steps, random })
    },
    standing: {
      model_aliases: names.map(name => ({ model: `m/${name}`, alias: 'champion', version: weeks })),
      ledger: names.flatMap(name => bookRows(name, steps)),
    },
  }
}

interface WeekFacts {
  readonly names: readonly string[]
  readonly week: number
  readonly weeks: number
  readonly steps: number
  readonly random: () => number
}

type Row = Readonly<Record<string, string | number | null>>

function weekOf({ names, week, weeks, steps, random }: WeekFacts): WeekRows {
  const rows: Record<keyof WeekRows, Row[]> = {
    runs: [],
    steps: [],
    check_results: [],
    step_content: [],
    events: [],
    model_versions: [],
    model_events: [],
  }
  names.forEach((deployment, i) => {
    const asOf = firstMonday + week * weekMs + (hours[i % 4] ?? 0) * 3_600_000
    const run = `${new Date(asOf).toISOString().slice(0, 10).replaceAll('-', '')}-060000-${hex(random, 8)}`
    const luck = random()
    const status = luck > 0.97 ? 'blocked' : luck > 0.95 ? 'failed' : luck > 0.94 ? 'cancelled' : 'succeeded'
    const at = (seconds: number) => new Date(asOf + seconds * 1000).toISOString()
    rows.runs.push({
      id: run,
      pipeline: 'weekly',
      deployment,
      label: `Client ${i} GmbH`,
      as_of: at(0),
      interval_start: new Date(asOf - weekMs).toISOString(),
      params: '{}',
      status,
      started_at: at(1),
      finished_at: at(1 + steps),
      who: 'scheduler',
    })
    const ended = status === 'succeeded' ? steps : Math.floor(random() * steps)
    for (let position = 0; position < steps; position += 1) {
      addStep(rows, { run, position, ended, status, week, isLast: week === weeks - 1, at, random })
    }
    const model = `m/${deployment}`
    const metrics = JSON.stringify({
      outOfFold: { rows: 5000, auc: 0.7 + random() / 10, ece: random() / 50 },
      evaluation: null,
    })
    rows.model_versions.push({
      model,
      version: week + 1,
      artifact: hex(random, 64),
      created_at: at(5),
      run,
      metrics,
    })
    for (const [kind, alias] of [
      ['registered', null],
      ['promoted', 'champion'],
    ] as const) {
      rows.model_events.push({
        model,
        kind,
        version: week + 1,
        alias,
        at: at(5),
        who: 'scheduler',
        why: 'better',
      })
    }
  })
  return rows
}

interface StepFacts {
  readonly run: string
  readonly position: number
  /** Steps before this one have finished; it is the one that stopped the run. */
  readonly ended: number
  readonly status: string
  readonly week: number
  /** Only of the last week there are events. */
  readonly isLast: boolean
  readonly at: (seconds: number) => string
  readonly random: () => number
}

function addStep(rows: Record<keyof WeekRows, Row[]>, facts: StepFacts): void {
  const { run, position, ended, status, week, isLast, at, random } = facts
  const name = `s${position}`
  const isDone = position < ended
  const stopped = position === ended ? status : 'skipped'
  const own = isDone ? 'succeeded' : stopped
  const digest = hex(random, 64)
  const output = isDone ? outputOf(digest, Math.round(9000 + random() * 2000)) : null
  const parts = JSON.stringify({
    recipe: hex(random, 16),
    inputs: position === 0 ? [] : [{ name: 'before', step: `s${position - 1}`, digest: hex(random, 16) }],
  })
  const error =
    own === 'failed'
      ? JSON.stringify({
          name: 'StepFailed',
          code: 'step-failed',
          message: `step ${name} failed: the source is gone`,
          retry: 'later',
        })
      : null
  rows.steps.push({
    run,
    name,
    position,
    status: own,
    key: isDone ? hex(random, 64) : null,
    attempts: isDone ? 1 : 0,
    started_at: isDone ? at(1 + position) : null,
    seconds: isDone ? 1 : 0,
    output,
    error,
    parts: isDone ? parts : null,
  })
  if (isDone) rows.step_content.push({ digest, run, step: name, kind: 'dataset' })
  if (isDone || own === 'blocked') rows.check_results.push(checkOf({ run, step: name, own, week, random }))
  if (!isLast || !isDone) return
  const data = JSON.stringify({ status: own, attempts: 1, seconds: 1, checks: [], metrics: [] })
  rows.events.push({ run, step: name, attempt: 1, kind: 'step-started', at: at(1 + position), data: '{}' })
  rows.events.push({ run, step: name, attempt: 1, kind: 'step-finished', at: at(2 + position), data })
}

function checkOf({
  run,
  step: name,
  own,
  week,
  random,
}: {
  readonly run: string
  readonly step: string
  readonly own: string
  readonly week: number
  readonly random: () => number
}): Row {
  const passes = week < 4 ? 'learning' : random() > 0.99 ? 'failed' : 'passed'
  const status = own === 'blocked' ? 'failed' : passes
  const severity = own === 'blocked' ? 'block' : 'warn'
  const message =
    status === 'failed' ? `${name} has 12 rows, where 9,000 to 11,000 were expected` : 'as usual'
  const result = {
    check: 'row-count',
    severity,
    status,
    subject: name,
    message,
    observed: 9001,
    expected: '9,000 to 11,000',
  }
  return {
    run,
    step: name,
    position: 0,
    subject: name,
    name: 'row-count',
    severity,
    status,
    result: JSON.stringify(result),
  }
}

function outputOf(digest: string, rows: number): string {
  const columns = ['customer_id', 'orders', 'revenue', 'days_since', 'segment', 'score'].map(name => ({
    name,
    type: name === 'segment' ? 'text' : 'number',
    nullable: false,
  }))
  return JSON.stringify({ kind: 'dataset', digest, rows, bytes: rows * 40, schema: { columns } })
}

function bookRows(client: string, steps: number): readonly Row[] {
  const book = `${client}/weekly/s${steps - 1}/segment-0123456789ab`
  return Array.from({ length: ledgerRows }, (_, i) => ({
    book,
    key: `key-${i}`,
    payload: 'p',
    message_id: `m-${i}`,
    status: i % 25 === 0 ? 'rejected' : 'acknowledged',
    reason: i % 25 === 0 ? 'no address' : null,
    run: 'r',
  }))
}

function chainOf(steps: number) {
  return pipeline('weekly', {
    params: z.object({}),
    steps: (): Steps => {
      const chain: Step<number>[] = [step({ inputs: {}, run: () => 1 })]
      while (chain.length < steps) {
        const before = chain.at(-1) as Step<number>
        chain.push(step({ inputs: { before }, run: ({ before: value }) => value + 1 }))
      }
      return Object.fromEntries(chain.map((each, i) => [`s${i}`, each]))
    },
  })
}

/** Numbers from 0 to 1 that only depend on the seed (Mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function hex(random: () => number, length: number): string {
  let text = ''
  while (text.length < length) {
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  }
  return text.slice(0, length)
}
