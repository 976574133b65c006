import { map, pipeline, planOf, step, type CheckResult, type Keyed, type Plan } from '@sluice/core'
import { z } from 'zod'
import type { Engine, EngineOptions } from '../../open-engine.ts'
import type { RunSummary } from '../../run/run-event.ts'

/** What the steps of the world do besides their work. */
export interface Conduct {
  /** Called before the work of the step with this name. */
  readonly before?: Readonly<Record<string, (signal: AbortSignal) => unknown>>
  readonly check?: Readonly<Record<string, readonly CheckResult[]>>
  /** Stands in the definition of steps. */
  readonly version?: Readonly<Record<string, string>>
}

/** An engine, and how often each step was called. */
export interface ControlWorld {
  readonly open: (options?: Partial<EngineOptions>) => Promise<Engine>
  readonly calls: string[]
  /** How soon a running step must have been stopped. */
  readonly noticedMs: number
}

/** Somebody with a reason. */
export const ann = { who: 'ann', why: 'the source is wrong' }

/** A check that blocks. */
export const bad: CheckResult = {
  subject: 's',
  check: 'c',
  severity: 'block',
  status: 'failed',
  message: 'too few rows',
}

const graph: readonly (readonly [name: string, keyed: Keyed, needs: readonly string[]])[] = [
  ['read', 'run', []],
  ['clean', 'content', ['read']],
  ['score', 'content', ['clean']],
  ['send', 'effect', ['score']],
  ['other', 'content', ['read']],
]

/** read → clean → score → send, and read → other. */
export function worldPlan(calls: string[], { before = {}, check = {}, version = {} }: Conduct = {}): Plan {
  const steps: Record<string, ReturnType<typeof step<Record<string, never>, unknown>>> = {}
  for (const [name, keyed, needs] of graph) {
    const inputs = Object.fromEntries(needs.map(need => [need, steps[need]])) as Record<string, never>
    const work = async (read: unknown, { signal }: { readonly signal: AbortSignal }) => {
      calls.push(name)
      await before[name]?.(signal)
      return { name, read }
    }
    const looks = async () => check[name] ?? []
    steps[name] = step({
      inputs,
      keyed,
      definition: { name, sql: `SELECT a\nFROM t\nWHERE ${version[name] ?? 'true'}` },
      retry: { attempts: 1 },
      // Bound, so that its text is the same in every plan.
      run: work.bind(undefined),
      check: looks.bind(undefined),
    })
  }
  const declared = pipeline('p', { params: z.object({}), steps: () => steps })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02T00:00:00Z') })
}

/** list → pulls, a map whose elements read the outside world and work on it → total. */
export function mapPlan(calls: string[], broken: readonly string[] = []): Plan {
  const note = (name: string) => {
    calls.push(name)
    if (broken.includes(name)) throw new Error('the source is gone')
    return name
  }
  const named = (name: string) => note.bind(undefined, name)
  const listed = () => {
    note('list')
    return [{ id: 'a' }, { id: 'b' }]
  }
  const list = step({ inputs: {}, definition: 'list', run: listed })
  const each = ({ id }: { readonly id: string }) => {
    const pull = step({
      inputs: {},
      keyed: 'run',
      definition: { id },
      retry: { attempts: 1 },
      run: named(`pull ${id}`),
    })
    const clean = step({
      inputs: { pull },
      definition: { id },
      retry: { attempts: 1 },
      run: named(`clean ${id}`),
    })
    return { pull, clean }
  }
  const pulls = map({ over: list, key: 'id', each, onFailure: 'block' })
  const total = step({ inputs: { pulls }, definition: 'total', run: named('total') })
  const declared = pipeline('m', { params: z.object({}), steps: () => ({ list, pulls, total }) })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02T00:00:00Z') })
}

/** Runs the plan, whatever becomes of it. */
export async function runOnce(engine: Engine, plan: Plan): Promise<RunSummary> {
  const [summary] = await engine.run([{ plan }])
  return summary as RunSummary
}

/** What the steps of a run are, in the journal. */
export async function statuses({ journal }: Engine, run: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await journal.steps(run)).map(({ name, status }) => [name, status]))
}

/** Throws, as a step does that fails for good. */
export function fails(): never {
  throw new Error('the source is gone')
}

/** Goes on until it is aborted, and says that it has begun. */
export function endless(begun: () => void): (signal: AbortSignal) => Promise<never> {
  return signal =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      begun()
    })
}
