import { openEngine } from '../../open-engine.ts'
import { openWorker } from '../../open-worker.ts'
import { planFor, type Deed } from './plans.ts'

// As run-isolated.ts, with the steps of all deeds at once on a worker whose steps have processes of their own.
// Arguments: root, schema in the database of DATABASE, deeds.
const [root = '', schema = '', ...deeds] = process.argv.slice(2)
const module = new URL('./plans.ts', import.meta.url).href
const place = { root, schema, database: 'env:DATABASE' }
const engine = await openEngine({ ...place, executor: 'postgres' })
const worker = await openWorker({
  ...place,
  concurrency: 2,
  isolation: { module, argument: 'same' },
  planFor: ({ params, deployment }) => planFor((params as { readonly deed: Deed }).deed, deployment),
})
try {
  const requests = (deeds as Deed[]).map(deed => ({ plan: planFor(deed, deed) }))
  const summaries = await engine.run(requests)
  summaries.forEach((summary, i) => {
    process.stdout.write(`${JSON.stringify({ deed: deeds[i], summary, events: [] })}\n`)
  })
} finally {
  await engine.close()
  await worker.stop()
}
