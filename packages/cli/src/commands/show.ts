import type { EventRecord } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import { zoneOf } from '../load/selection.ts'
import { decisionLines } from '../print/decisions.ts'
import { withMaps } from '../print/maps.ts'
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
    const timeZone = zoneOf(config, run.deployment)
    const all = await journal.events(run.id)
    if (step === undefined) {
      const decisions = all.filter(event => decisionLines([event]).length > 0)
      report.result(
        { run, steps, decisions },
        style => runText(run, steps, style, timeZone) + decided(all, timeZone),
      )
      return
    }
    const found = steps.find(({ name }) => name === step)
    if (found === undefined) {
      throw new UsageInvalid({
        reason: `run ${run.id} has no step "${step}"`,
        known: steps.map(({ name }) => name),
      })
    }
    const events = all.filter(event => event.step === step)
    const elements = withMaps(steps).find(shown => shown.step === found)?.map?.elements ?? []
    report.result(
      { run, step: found, events, ...(elements.length > 0 && { elements }) },
      style => stepText(run, found, events, style, elements) + decided(events, timeZone),
    )
  })
}

function decided(events: readonly EventRecord[], timeZone: string): string {
  const lines = decisionLines(events, timeZone)
  return lines.length === 0 ? '' : ['', '', 'Decisions:', ...lines].join('\n')
}
