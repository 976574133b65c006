import { explainStep } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import { whyText } from '../print/control.ts'
import type { Reporter } from '../print/report.ts'

/** Says why a step of a run took finished work over, or did not. */
export async function why(
  io: Io,
  report: Reporter,
  id: string,
  step: string,
  options: { readonly config?: string },
): Promise<void> {
  await withProject(io, options, async ({ engine }) => {
    const run = await runNamed(engine.journal, id)
    const explanation = await explainStep(engine.control, run.id, step)
    report.result(explanation, style => whyText(explanation, style))
  })
}
