import { rerunRequest } from '@sluice/engine'
import type { ActionDone } from '../api/action-done.ts'
import { ActionRefused } from '../errors/action-refused.ts'
import { bookSeen } from '../resources/books.ts'
import { runSeen } from '../resources/scope.ts'
import { decisionOf, type Acting } from './acting.ts'
import { requestOfRun } from './request-for.ts'
import { startInBackground } from './start-in-background.ts'

/**
 * Sends rejected rows of a book again: the newest delivery is done anew as a new run; rows that the destination has taken
 * are not sent twice.
 *
 * @throws NotFound, ActionRefused, ControlRefused, RunBusy
 */
export async function replay(acting: Acting, name: string, why: string): Promise<ActionDone> {
  const { engine } = acting
  const book = await bookSeen(acting, name)
  const [[counts], [last]] = await Promise.all([
    engine.views.counts([name]),
    engine.views.series(book, book.step, 1),
  ])
  if (counts?.rejected === 0) {
    throw new ActionRefused({
      action: `replay ${name}`,
      reason: 'no row of it is rejected',
      next: 'There is nothing to do.',
    })
  }
  if (last === undefined) {
    throw new ActionRefused({
      action: `replay ${name}`,
      reason: 'the run that delivered is not known any more',
      next: 'Run the pipeline again.',
    })
  }
  const run = await runSeen(acting, last.run.id)
  const base = requestOfRun(acting, 'rerun', run)
  const { request } = await rerunRequest(
    engine.control,
    { plan: base.plan, run: run.id, from: book.step },
    decisionOf(acting, why),
  )
  const started = await startInBackground(acting, { ...base, ...request })
  return {
    done: `${counts?.rejected ?? 0} rejected rows are sent again.`,
    outcome: 'started',
    run: started,
    step: book.step,
  }
}
