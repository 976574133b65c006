import { tryStep } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { planOfRun } from '../load/plan-of-run.ts'
import { runNamed } from '../load/run-named.ts'
import { triedText } from '../print/control.ts'
import type { Reporter } from '../print/report.ts'

/** Options of `sluice step`. */
export interface StepCommandOptions {
  readonly config?: string
  readonly keepScratch?: boolean
}

/** Runs one step alone on the inputs that it had in a past run; nothing of it is kept. Returns the exit code. */
export async function step(
  io: Io,
  report: Reporter,
  id: string,
  name: string,
  options: StepCommandOptions,
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const run = await runNamed(engine.journal, id)
    const target = { plan: planOfRun(config, run), run: run.id, step: name }
    const tried = await tryStep(engine.control, target, {
      signal: io.signal,
      keepScratch: options.keepScratch === true,
      onEvent: event => {
        if (event.kind !== 'step-log') return
        const { message, fields } = event
        report.note(fields === undefined ? message : `${message} ${JSON.stringify(fields)}`)
      },
    })
    report.result(tried, style => triedText(tried, style))
    if (tried.status === 'failed') return exitCodes.failed
    return tried.status === 'blocked' ? exitCodes.blocked : exitCodes.ok
  })
}
