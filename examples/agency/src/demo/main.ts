import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { demoJson, demoText } from './print.ts'
import { runDemo } from './run-demo.ts'

const seed = 20_260_302

/** Runs the demo: `--json` prints one object with its facts on standard output, everything else goes to standard error. */
export async function demo(args: readonly string[]): Promise<number> {
  const json = args.includes('--json')
  const started = performance.now()
  const cancel = new AbortController()
  process.once('SIGINT', () => cancel.abort(new Error('cancelled by Ctrl-C')))
  const out = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`)
  const facts = await runDemo({
    folder: join(import.meta.dirname, '../../.demo'),
    seed,
    concurrency: availableParallelism(),
    signal: cancel.signal,
    narrate: out,
  })
  const seconds = (performance.now() - started) / 1000
  if (json) process.stdout.write(`${JSON.stringify(demoJson(facts, seconds))}\n`)
  else out(demoText(facts, seconds))
  return 0
}
