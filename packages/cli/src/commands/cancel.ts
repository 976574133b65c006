import { cancelRun } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { runNamed } from '../load/run-named.ts'
import type { Reporter } from '../print/report.ts'

/** Options of the commands that decide something, which is kept with its reason. */
export interface DecisionOptions {
  readonly config?: string
  readonly why: string
}

/** Cancels a run, whichever process has it, and waits until it has ended. */
export async function cancel(io: Io, report: Reporter, id: string, options: DecisionOptions): Promise<void> {
  await withProject(io, options, async ({ engine }) => {
    const { id: named } = await runNamed(engine.journal, id)
    const decision = { who: io.who, why: options.why }
    const { run, outcome } = await cancelRun(engine.control, named, decision)
    const { status } = run
    report.result({ run: named, outcome, status, ...decision }, style => {
      if (outcome === 'before') return `run ${named} was cancelled before; it is ${style.warn(status)}`
      if (outcome === 'cancelled') {
        return `${style.warn('cancelled')} run ${named}; to go on with it: sluice retry ${named} --why …`
      }
      return `run ${named} was asked to stop and still does; see: sluice show ${named}`
    })
  })
}
