import { openEngine, planOf } from 'sluice'
import { monday, shop } from './shop.ts'

/** What a child process is to do, and where it is to die. */
export interface ChildTask {
  readonly folder: string
  readonly cdp: string
  readonly part: 'train' | 'refresh'
  readonly postgres: boolean
  /** Killed when this point is reached for the `hit`-th time. */
  readonly crash?: { readonly point: string; readonly hit: number }
}

const task = JSON.parse(process.argv[2] ?? '') as ChildTask
let hits = 0
const engine = await openEngine({
  root: `${task.folder}/.sluice`,
  concurrency: 1,
  crashPoint: name => {
    if (name !== task.crash?.point) return
    hits += 1
    // Nothing of this process gets to tidy up.
    if (hits === task.crash.hit) process.kill(process.pid, 'SIGKILL')
  },
})
const params = { folder: task.folder, cdp: task.cdp, postgres: task.postgres }
const plan = planOf(shop[task.part], { deployment: 'demo', params, asOf: monday })
const [run] = await engine.run([{ plan }])
const report = {
  status: run?.status,
  steps: run?.steps.map(({ name, status, error }) => ({ name, status, error: error?.message })),
}
process.stderr.write(`${JSON.stringify(report)}\n`)
await engine.close()
process.exitCode = run?.status === 'succeeded' ? 0 : 1
