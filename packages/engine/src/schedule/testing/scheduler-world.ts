import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import {
  defineConfig,
  pipeline,
  step,
  type Alert,
  type Config,
  type DeployOptions,
  type Deployment,
} from '@sluice/core'
import { z } from 'zod'
import { openEngine, type Engine, type EngineOptions } from '../../open-engine.ts'
import type { ScheduleJournal } from '../schedule-journal.ts'
import { runScheduler, type SchedulerOptions } from '../scheduler.ts'
import type { SchedulerEvent } from '../scheduler-event.ts'

/** What ran, as `<deployment> <start> <end>`. */
export type Ran = string

/** An engine and a schedule journal in a folder of their own, with a clock that only moves while a scheduler waits. */
export interface SchedulerWorld {
  readonly engine: Engine
  readonly journal: ScheduleJournal
  readonly ran: Ran[]
  readonly events: SchedulerEvent[]
  readonly alerts: Alert[]
  now(): Date
  set(text: string): void
  /** Deploys a pipeline of one step that takes part in `ran` and then does `work`. */
  deploy(name: string, options?: Partial<DeployOptions>, work?: (signal: AbortSignal) => unknown): Deployment
  /** What a scheduler gets, changed where the test says so. */
  options(deployments: readonly Deployment[], change?: Partial<SchedulerOptions>): SchedulerOptions
  /** Runs a scheduler until an instant. */
  until(text: string, deployments: readonly Deployment[], limits?: Config['limits']): Promise<void>
  close(): Promise<void>
}

/** Opens a world at an instant. */
export async function schedulerWorld(
  start: string,
  options: Partial<EngineOptions> = {},
): Promise<SchedulerWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-scheduler-'))
  let ms = Date.parse(start)
  const now = () => new Date(ms)
  const engine = await openEngine({ root: folder, now, who: 'test', concurrency: 4, ...options })
  const journal = engine.schedules
  const ran: Ran[] = []
  const events: SchedulerEvent[] = []
  const alerts: Alert[] = []
  const short = (at: Date) => at.toISOString().slice(0, 16)
  const deploy: SchedulerWorld['deploy'] = (name, options = {}, work = () => undefined) =>
    pipeline('refresh', {
      params: z.object({}),
      steps: ({ interval, deployment }) => ({
        work: step({
          inputs: {},
          keyed: 'run',
          definition: {},
          retry: { attempts: 1 },
          async run(_, { signal }) {
            ran.push(`${deployment} ${short(interval.start)} ${short(interval.end)}`)
            await work(signal)
            return null
          },
        }),
      }),
    }).deploy(name, { params: {}, ...options })
  const given: SchedulerWorld['options'] = (deployments, change = {}) => ({
    config: defineConfig({ deployments }),
    engine,
    journal,
    alerts: [{ kind: 'list', send: async alert => void alerts.push(alert) }],
    now,
    stop: new AbortController().signal,
    cancel: new AbortController().signal,
    // Time passes while somebody waits, and what runs gets its turn.
    wait: async waitMs => {
      await setImmediate()
      ms += waitMs
    },
    onEvent: event => events.push(event),
    onRunEvent: () => undefined,
    pollMs: 60_000,
    ...change,
  })
  return {
    engine,
    journal,
    ran,
    events,
    alerts,
    now,
    set: text => void (ms = Date.parse(text)),
    deploy,
    options: given,
    async until(text, deployments, limits = {}) {
      const stop = new AbortController()
      const here = given(deployments, { stop: stop.signal, config: defineConfig({ deployments, limits }) })
      const wait: SchedulerOptions['wait'] = async (waitMs, signal) => {
        const open = await journal.dispatches({ open: true })
        // While something runs here, only a moment passes.
        const runs = open.some(({ owner }) => owner !== undefined && owner.host !== 'elsewhere')
        if (runs) await pause(1)
        await here.wait(runs ? Math.min(waitMs, 1) : waitMs, signal)
        if (now() >= new Date(text)) stop.abort()
      }
      await runScheduler({ ...here, wait })
    },
    async close() {
      await engine.close()
      rmSync(folder, { recursive: true })
    },
  }
}
