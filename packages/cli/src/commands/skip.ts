import type { Json } from '@sluice/core'
import { outputOf, skipStep, type Engine } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import { errorMessage } from '../print/error.ts'
import type { Reporter } from '../print/report.ts'
import type { DecisionOptions } from './cancel.ts'

/** Options of `sluice skip`: what stands in for the step, or that what needs it is skipped too. */
export interface SkipOptions extends DecisionOptions {
  readonly output?: string
  readonly outputOf?: string
  readonly withDependents?: boolean
}

/** Marks a failed or blocked step as skipped. */
export async function skip(
  io: Io,
  report: Reporter,
  id: string,
  step: string,
  options: SkipOptions,
): Promise<void> {
  const given = [options.output, options.outputOf, options.withDependents].filter(
    value => value !== undefined,
  )
  if (given.length !== 1) {
    throw new UsageInvalid({
      reason: 'a step is skipped with something in its place or with what needs it',
      next: `Give one of: --output '<json>', --output-of <run>, --with-dependents`,
    })
  }
  await withProject(io, options, async ({ engine }) => {
    const run = await runNamed(engine.journal, id)
    const output = await standIn(engine, step, options)
    const decision = { who: io.who, why: options.why }
    const target = { run: run.id, step, ...(output !== undefined && { output }) }
    await skipStep(engine.control, target, decision)
    report.result({ ...target, ...decision, status: 'skipped' }, style => {
      const what = output === undefined ? ' with what needs it' : '; its output was put in its place'
      return `${style.warn('skipped')} ${step} of run ${run.id}${what}\nTo go on with the run: sluice retry ${run.id} --why …`
    })
  })
}

async function standIn(engine: Engine, step: string, options: SkipOptions): Promise<Json | undefined> {
  if (options.outputOf !== undefined) {
    const run = await runNamed(engine.journal, options.outputOf)
    return outputOf(engine.control, run.id, step)
  }
  if (options.output === undefined) return undefined
  try {
    return JSON.parse(options.output) as Json
  } catch (error) {
    const reason = `--output is not JSON: ${errorMessage(error)}`
    throw new UsageInvalid({ reason, next: `Write it in quotes: --output '{"rows": 12}'` })
  }
}
