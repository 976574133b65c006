import { openWorker } from '../../open-worker.ts'
import { sharingPlan } from './plan.ts'

// A worker in a process of its own that begins steps and never ends them, to be killed with what it has.
// Arguments: root, schema in the database of DATABASE, the steps of `sharingPlan` as JSON.
const [root = '', schema = '', steps = '{}'] = process.argv.slice(2)
const used = JSON.parse(steps) as Readonly<Record<string, readonly string[]>>
const never = (name: string) => {
  process.stdout.write(`${name}\n`)
  return new Promise<string>(() => undefined)
}
await openWorker({
  root,
  schema,
  database: 'env:DATABASE',
  concurrency: 4,
  planFor: ({ deployment }) => sharingPlan(deployment, used, never),
})
