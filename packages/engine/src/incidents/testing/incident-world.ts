import { pipeline, planOf, SluiceError, step, type CheckResult, type Plan } from '@sluice/core'
import { z } from 'zod'
import type { Engine, EngineOptions } from '../../open-engine.ts'
import type { RunSummary } from '../../run/run-event.ts'
import type { Inbox } from './inbox.ts'

/** A receiver, a clock that a test sets, and engines over one database. */
export interface IncidentWorld {
  readonly inbox: Inbox
  /** Opens another engine on the same records. */
  readonly open: (options?: Partial<EngineOptions>) => Promise<Engine>
  readonly clock: { now: Date }
  /** Clients of the largest case. */
  readonly clients: number
}

/** Somebody with a reason. */
export const ann = { who: 'ann', why: 'we know why' }

const start = Date.UTC(2026, 2, 16, 6)

/** So many minutes after the beginning of the test. */
export function at(minutes: number): Date {
  return new Date(start + minutes * 60_000)
}

/** A warehouse that does not answer. */
export class WarehouseGone extends SluiceError {
  readonly code = 'warehouse-gone'
  override readonly retry = 'later'
  readonly database: string

  constructor(database: string) {
    super(`${database} does not answer`)
    this.database = database
  }
}

/** A check of `table` that failed. */
export function failing(
  table: string,
  severity: 'block' | 'warn' = 'block',
  name = 'row-count',
): CheckResult {
  const message = `${table} has 0 rows, about 100 expected`
  return {
    subject: table,
    check: name,
    severity,
    status: 'failed',
    message,
    likelyCause: 'the feed is empty',
  }
}

/** What is wrong with tables, by name. */
export interface Trouble {
  readonly throws?: Readonly<Record<string, () => Error>>
  readonly finds?: Readonly<Record<string, readonly CheckResult[]>>
  /** Numbers that a table leaves for later runs. */
  readonly rows?: number
}

/** A plan that reads tables, each for itself, and makes a report of the first. */
export function tablesPlan(
  client: string,
  { tables = ['orders'], day = 0 }: { readonly tables?: readonly string[]; readonly day?: number },
  { throws = {}, finds = {}, rows = 100 }: Trouble = {},
): Plan {
  const read = (table: string) =>
    step({
      inputs: {},
      keyed: 'run',
      definition: { table },
      retry: { attempts: 1 },
      async run(_inputs, { history }) {
        const error = throws[table]?.()
        if (error !== undefined) throw error
        await history.record('rows', rows)
        return { table }
      },
      check: async () => finds[table] ?? [],
    })
  const declared = pipeline('load', {
    params: z.object({}),
    steps() {
      const steps = Object.fromEntries(tables.map(table => [table, read(table)]))
      const first = steps[tables[0] ?? ''] as ReturnType<typeof read>
      const report = step({
        inputs: { first },
        definition: { report: 1 },
        retry: { attempts: 1 },
        run: ({ first: table }) => ({ of: table }),
        check: async () => finds['report'] ?? [],
      })
      return { ...steps, report }
    },
  })
  const asOf = new Date(start + day * 86_400_000)
  return planOf(declared, { deployment: client, params: {}, asOf })
}

/** Runs one plan. */
export async function runOnce(engine: Engine, plan: Plan): Promise<RunSummary> {
  const [summary] = await engine.run([{ plan, label: plan.deployment.toUpperCase() }])
  return summary as RunSummary
}

/** What a channel was told, in order. */
export function reasons({ received }: Inbox, channel = 'slack'): readonly string[] {
  return received.filter(one => one.channel === channel).map(({ reason }) => reason)
}
