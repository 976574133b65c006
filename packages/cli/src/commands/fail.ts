import { failStep } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import type { Reporter } from '../print/report.ts'
import type { DecisionOptions } from './cancel.ts'

/** Marks a running or finished step as failed, so that nothing uses its output. */
export async function fail(
  io: Io,
  report: Reporter,
  id: string,
  step: string,
  options: DecisionOptions,
): Promise<void> {
  await withProject(io, options, async ({ engine }) => {
    const run = await runNamed(engine.journal, id)
    const decision = { who: io.who, why: options.why }
    const { status } = await failStep(engine.control, { run: run.id, step }, decision)
    report.result({ run: run.id, step, status, ...decision }, style =>
      [
        `${style.bad('failed')} ${step} of run ${run.id}; its output is used by nobody any more`,
        `To do it again: sluice retry ${run.id} --why …`,
      ].join('\n'),
    )
  })
}
