import { openProject, planFor, runOne } from '../project.ts'

/** A refresh in a process of its own, killed at a named point. */
export interface ChildTask {
  readonly folder: string
  readonly logs: string
  readonly database: string
  readonly asOf: string
  readonly dieAt: string
}

const { folder, logs, database, asOf, dieAt } = JSON.parse(process.argv[2] ?? '') as ChildTask
const engine = await openProject({
  folder,
  database,
  // Nothing of this process gets to tidy up.
  crashPoint: name => void (name === dieAt && process.kill(process.pid, 'SIGKILL')),
})
await runOne(engine, planFor('refresh', new Date(asOf), { logs }))
await engine.close()
