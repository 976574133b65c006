import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import { zoneOf } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { runText, stepText } from '../print/run.ts'

/** Shows one run with its steps, or one step with its checks, offending rows, log and output. */
export async function show(
  io: Io,
  report: Reporter,
  id: string,
  step: string | undefined,
  options: { readonly config?: string },
): Promise<void> {
  await withProject(io, options, async ({ config, engine: { journal } }) => {
    const run = await runNamed(journal, id)
    const steps = await journal.steps(run.id)
    if (step === undefined) {
      report.result({ run, steps }, style => runText(run, steps, style, zoneOf(config, run.deployment)))
      return
    }
    const found = steps.find(({ name }) => name === step)
    if (found === undefined) {
      throw new UsageInvalid({
        reason: `run ${run.id} has no step "${step}"`,
        known: steps.map(({ name }) => name),
      })
    }
    const events = (await journal.events(run.id)).filter(event => event.step === step)
    report.result({ run, step: found, events }, style => stepText(run, found, events, style))
  })
}
