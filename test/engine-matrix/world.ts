import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  map,
  pipeline,
  planOf,
  step,
  type CheckResult,
  type Inputs,
  type Plan,
  type Step,
  type StepContext,
} from '@sluice/core'
import { z } from 'zod'
import { graphs, type Graph, type GraphName, type GraphStep } from './graphs.ts'

/** What a step does besides its work: the misfortunes of a scenario. */
export interface Behaviour {
  /** Appended to the definition, so that another one is another step. */
  readonly version?: number
  /** Called in the step before its work. */
  readonly before?: (context: StepContext) => void | Promise<void>
  readonly check?: readonly CheckResult[]
  readonly timeoutMs?: number
  readonly attempts?: number
}

/** Misfortunes by the name of the step. */
export type Behaviours = Readonly<Record<string, Behaviour>>

/** The outside: a file of what was called and a file of what arrived, and a folder for the engine. */
export interface World {
  readonly root: string
  readonly calls: () => readonly string[]
  readonly arrived: () => readonly string[]
  readonly files: { readonly calls: string; readonly arrived: string }
}

const made: string[] = []

/** A world where nothing has happened. */
export function newWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-matrix-'))
  made.push(folder)
  return worldIn(folder)
}

/** Removes the worlds that this process made. */
export function removeWorlds(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
}

/** The world that is in a folder. */
export function worldIn(folder: string): World {
  const files = { calls: join(folder, 'calls.log'), arrived: join(folder, 'arrived.log') }
  const lines = (file: string) =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  return {
    root: join(folder, '.sluice'),
    calls: () => lines(files.calls),
    arrived: () => lines(files.arrived),
    files,
  }
}

/** As of when the runs of the matrix are. */
export const asOf = new Date('2026-03-02T00:00:00Z')

/** The plan of a graph. Every step notes that it was called; an effect sends one row, which must arrive once. */
export function planFor(
  world: World,
  name: GraphName,
  behaviours: Behaviours = {},
  deployment = 'acme',
): Plan {
  const declared = pipeline(name, { params: z.object({}), steps: () => stepsOf(world, name, behaviours) })
  return planOf(declared, { deployment, params: {}, asOf })
}

function stepsOf(world: World, name: GraphName, behaviours: Behaviours): Record<string, Step<unknown>> {
  const steps: Record<string, Step<unknown>> = {}
  const shape: Graph = graphs[name]
  for (const [own, graphStep] of Object.entries(shape)) {
    if (own.includes('[')) continue
    if (graphStep.part === 'gathers') {
      steps[own] = mapOf(world, own, shape, steps, behaviours)
      continue
    }
    const inputs = Object.fromEntries(graphStep.needs.map(need => [need, steps[need]])) as Inputs
    steps[own] = stepOf(world, own, graphStep, inputs, behaviours[own] ?? {})
  }
  return steps
}

function mapOf(
  world: World,
  name: string,
  shape: Graph,
  steps: Readonly<Record<string, Step<unknown>>>,
  behaviours: Behaviours,
): Step<unknown> {
  const [over = ''] = shape[`${name}[]`]?.needs ?? []
  return map({
    over: steps[over] as Step<readonly string[]>,
    key: String,
    each: key => {
      const own = `${name}[${key}]`
      return stepOf(world, own, shape[own] ?? { needs: [] }, {}, behaviours[own] ?? {})
    },
  })
}

function stepOf(
  world: World,
  name: string,
  { keyed, gives }: GraphStep,
  inputs: Inputs,
  { version = 1, before, check, timeoutMs, attempts = 1 }: Behaviour,
): Step<unknown> {
  const work = async (read: unknown, context: StepContext) => {
    appendFileSync(world.files.calls, `${name}\n`)
    await before?.(context)
    if (keyed === 'effect') await sendOnce(world, context)
    return gives ?? { name, version, read }
  }
  const checks = async () => check ?? []
  return step({
    inputs,
    ...(keyed !== undefined && { keyed }),
    definition: { name, version },
    ...(timeoutMs !== undefined && { timeoutMs }),
    retry: { attempts, backoffMs: 1 },
    // Bound, so that its text, which is in its key, is the same in a test and in a child process.
    run: work.bind(undefined),
    check: checks.bind(undefined),
  })
}

/** What a destination does: the ledger says what is under way and what has arrived; ids make a repetition harmless. */
async function sendOnce(world: World, { ledger, step, run, crashPoint }: StepContext): Promise<void> {
  const book = `${run.deployment}/${step}`
  const row = { key: 'row', payload: 'p', messageId: `${book}/row`, run: run.id }
  const known = (await ledger.read(book, ['row'])).get('row')
  if (known?.status === 'acknowledged') return
  await ledger.write(book, [{ ...row, status: 'sending' }])
  crashPoint('effect-before')
  if (!world.arrived().includes(row.messageId)) appendFileSync(world.files.arrived, `${row.messageId}\n`)
  crashPoint('effect-after')
  await ledger.write(book, [{ ...row, status: 'acknowledged' }])
}
