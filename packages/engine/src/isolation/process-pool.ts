import { stepKey } from '../plan/step-key.ts'
import type { CodeCall, CodeRunner } from './code-runner.ts'
import { StepProcess, type ProcessOptions } from './step-process.ts'
import type { Order } from './messages.ts'

/** How many processes there are, and how they are started. */
export interface PoolOptions extends ProcessOptions {
  readonly size: number
}

/**
 * Calls the code of steps in processes that stay warm. Each runs one step at a time, so that a crash, a leak or an endless
 * loop takes down its own step and nothing else.
 */
export function processPool(options: PoolOptions): CodeRunner {
  const idle: StepProcess[] = []
  const all = new Set<StepProcess>()
  const take = () => {
    const warm = idle.pop()
    if (warm?.usable) return warm
    const made = new StepProcess(options)
    all.add(made)
    return made
  }
  return {
    async call(call) {
      const process = take()
      try {
        return await process.run(call, orderOf(call))
      } finally {
        // After an abort it may still be busy with what was given up.
        if (process.usable && !call.signal.aborted && idle.length < options.size) idle.push(process)
        else {
          process.kill()
          all.delete(process)
        }
      }
    },
    async close() {
      for (const process of all) process.kill()
      all.clear()
      idle.length = 0
    },
  }
}

function orderOf({ run, planned, inputs, attempt }: CodeCall): Order {
  const { pipeline, deployment, asOf, params, interval } = run.plan
  return {
    kind: 'order',
    run: { id: run.id, pipeline, deployment, asOf, params, intervalStart: interval.start },
    step: planned.name,
    key: stepKey(planned, inputs, run.id),
    attempt,
    inputs,
    ...(planned.element !== undefined && { element: planned.element }),
  }
}
