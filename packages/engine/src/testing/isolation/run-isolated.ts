import { openEngine } from '../../open-engine.ts'
import type { RunEvent, RunSummary } from '../../run/run-event.ts'
import { planFor, type Deed } from './plans.ts'

/** What came of a run, printed as JSON. */
export interface IsolatedOutcome {
  readonly deed: Deed
  readonly summary: RunSummary
  readonly events: readonly RunEvent[]
}

// Test runners rewrite functions, and the text of a function is part of its step's key: so this is a program of its own.
// Arguments: root, argument of the module of plans, deeds to do one after the other.
const [root = '', argument = '', ...deeds] = process.argv.slice(2)
const module = new URL('./plans.ts', import.meta.url).href
const engine = await openEngine({ root, concurrency: 2, isolation: { module, argument } })
try {
  for (const deed of deeds as Deed[]) {
    const events: RunEvent[] = []
    const [summary] = await engine.run([{ plan: planFor(deed), fresh: true }], {
      onEvent: event => events.push(event),
    })
    process.stdout.write(`${JSON.stringify({ deed, summary, events })}\n`)
  }
} finally {
  await engine.close()
}
