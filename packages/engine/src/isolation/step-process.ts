import { fork, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { StepCrashed } from '../errors/step-crashed.ts'
import { StepMemoryExceeded } from '../errors/step-memory-exceeded.ts'
import type { CodeCall, CodeResult } from './code-runner.ts'
import { receivedError, sentError } from './sent-error.ts'
import type { Setup, Order, ToChild, ToParent } from './messages.ts'

/** How processes are started and when they are ended. */
export interface ProcessOptions {
  readonly setup: Setup
  readonly env: Readonly<Record<string, string | undefined>>
  /** How long an aborted step may take to end by itself. */
  readonly graceMs: number
  /** Memory of a process whose step has no limit of its own. */
  readonly memoryBytes: number
  readonly onSecret: (reference: string) => void
}

const watchMs = 250

/** One process that runs steps, one at a time; when a step takes it down it is not used again. */
export class StepProcess {
  readonly #child: ChildProcess
  readonly #options: ProcessOptions
  #gone: string | undefined
  #onMessage: ((message: ToParent) => void) | undefined
  #onGone: ((how: string) => void) | undefined

  constructor(options: ProcessOptions) {
    this.#options = options
    const file = import.meta.url.endsWith('.ts') ? './child-main.ts' : './child-main.js'
    this.#child = fork(new URL(file, import.meta.url), [], {
      env: { ...options.env },
      serialization: 'advanced',
      // What a step prints must not mix with what a command says on standard output.
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    this.#child.unref()
    this.#child.channel?.unref()
    this.#child.on('message', message => this.#onMessage?.(message as ToParent))
    this.#child.on('error', error => this.#end(error.message))
    this.#child.on('exit', (code, signal) => this.#end(signal ?? `exit code ${String(code)}`))
    this.#send(options.setup)
  }

  /** False once the process is of no use. */
  get usable(): boolean {
    return this.#gone === undefined
  }

  /**
   * Runs a step to its end.
   *
   * @throws what the step threw; StepCrashed, StepMemoryExceeded; the signal's reason when it had to be ended
   */
  async run(call: CodeCall, order: Order): Promise<CodeResult> {
    const { planned, run, signal } = call
    const names = { step: planned.name, deployment: run.plan.deployment }
    const limitBytes = planned.step.definition.limits?.memoryBytes ?? this.#options.memoryBytes
    const result = Promise.withResolvers<CodeResult>()
    let exceeded: StepMemoryExceeded | undefined
    let grace: ReturnType<typeof setTimeout> | undefined
    const watch = setInterval(() => {
      const usedBytes = residentBytes(this.#child.pid)
      if (usedBytes <= limitBytes || exceeded) return
      exceeded = new StepMemoryExceeded({ ...names, usedBytes, limitBytes })
      this.kill()
    }, watchMs)
    const stop = () => {
      this.#send({ kind: 'abort', reason: String(signal.reason) })
      grace = setTimeout(() => this.kill(), this.#options.graceMs)
    }
    this.#onMessage = message => this.#receive(message, call, result)
    this.#onGone = how =>
      result.reject(exceeded ?? (signal.aborted ? signal.reason : new StepCrashed({ ...names, how })))
    if (this.#gone !== undefined) this.#onGone(this.#gone)
    else if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    this.#send(order)
    // Waiting for a step keeps the engine alive; an idle process does not.
    this.#child.ref()
    this.#child.channel?.ref()
    try {
      return await result.promise
    } finally {
      clearInterval(watch)
      clearTimeout(grace)
      signal.removeEventListener('abort', stop)
      this.#onMessage = this.#onGone = undefined
      this.#child.unref()
      this.#child.channel?.unref()
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #receive(message: ToParent, call: CodeCall, result: PromiseWithResolvers<CodeResult>): void {
    const { context } = call.opened
    switch (message.kind) {
      case 'ready':
        return
      case 'log':
        return context.log(message.message, message.fields)
      case 'progress':
        return context.progress(message.done, message.total)
      case 'secret':
        return this.#options.onSecret(message.reference)
      case 'point':
        return call.crashPoint(message.name)
      case 'call':
        return void this.#answer(message, context)
      case 'threw':
        return result.reject(receivedError(message.error))
      case 'made':
        return result.resolve(accepted(call, message))
    }
  }

  async #answer(
    { id, of, method, args }: ToParent & { readonly kind: 'call' },
    context: CodeCall['opened']['context'],
  ): Promise<void> {
    try {
      const service = context[of] as unknown as Readonly<
        Record<string, (...args: readonly unknown[]) => unknown>
      >
      const called = service[method]
      if (typeof called !== 'function') throw new TypeError(`${of} has no ${method}()`)
      this.#send({ kind: 'answer', id, value: await called.call(service, ...args) })
    } catch (error) {
      this.#send({ kind: 'refusal', id, error: sentError(error) })
    }
  }

  #send(message: ToChild): void {
    // A process that is gone says so by its exit.
    if (this.#gone === undefined && this.#child.connected) this.#child.send(message, () => undefined)
  }

  #end(how: string): void {
    this.#gone ??= how
    this.#onGone?.(how)
  }
}

function accepted(
  { accept, crashPoint }: CodeCall,
  { output, checks }: ToParent & { readonly kind: 'made' },
): Promise<CodeResult> {
  return new Promise(resolve => {
    const made = { output: accept(output), checks }
    crashPoint('step-ran')
    crashPoint('step-checked')
    resolve(made)
  })
}

const pageBytes = 4096

/** Memory that a process has in the machine; 0 where the system does not tell. */
function residentBytes(pid: number | undefined): number {
  try {
    const pages = readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ')[1]
    return Number(pages) * pageBytes
  } catch {
    return 0
  }
}
