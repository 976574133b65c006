import { expandMap, readElementName, type ListedElement, type Plan, type PlannedStep } from '@sluice/core'
import { PlanChanged } from '../errors/plan-changed.ts'
import { stepKey } from '../plan/step-key.ts'
import { redactor } from '../run/redactor.ts'
import { openStoreAt } from '../store/open-store-at.ts'
import { childContext, type ChildParts } from './child-context.ts'
import { callStep } from './code-runner.ts'
import { remoteServices } from './remote.ts'
import { sentError } from './sent-error.ts'
import type { IsolatedRun, Order, Setup, ToChild, ToParent } from './messages.ts'

// A process of the pool: runs one step at a time, as the engine that started it says.

type PlanOf = (run: IsolatedRun) => Plan

interface Ready {
  readonly parts: ChildParts
  readonly planOf: PlanOf
}

const send = (message: ToParent) => void process.send?.(message)
const remote = remoteServices(send)
const plans = new Map<string, Plan>()
const mostPlans = 20
let ready: Promise<Ready> | undefined
let abort = new AbortController()

process.on('message', (message: ToChild) => {
  if (remote.receive(message)) return
  if (message.kind === 'setup') ready = prepare(message)
  else if (message.kind === 'abort') abort.abort(new DOMException(message.reason, 'AbortError'))
  else if (message.kind === 'order') void work(message)
})
// Without the engine there is nobody to work for.
process.on('disconnect', () => process.exit(0))

async function prepare(setup: Setup): Promise<Ready> {
  const { env } = process
  const store = await openStoreAt(setup.store, { root: setup.root, env, now: () => new Date() })
  const { default: make } = (await import(setup.module)) as {
    readonly default: (argument: string) => Promise<PlanOf>
  }
  const planOf = await make(setup.argument)
  send({ kind: 'ready' })
  return { parts: { setup, store, redactor: redactor(env), remote, send }, planOf }
}

async function work(order: Order): Promise<void> {
  try {
    abort = new AbortController()
    send({ kind: 'made', ...(await made(order, abort.signal)) })
  } catch (error) {
    const { parts } = (await ready?.catch(() => undefined)) ?? {}
    const sent = sentError(error)
    const { redact = (text: string) => text } = parts?.redactor ?? {}
    send({
      kind: 'threw',
      error: { ...sent, message: redact(sent.message), ...(sent.stack && { stack: redact(sent.stack) }) },
    })
  }
}

async function made(order: Order, signal: AbortSignal) {
  const { parts, planOf } = await (ready as Promise<Ready>)
  const planned = plannedStep(planOf, order)
  const threads = planned.step.definition.limits?.threads ?? parts.setup.threads
  const { context, data } = childContext(parts, order, signal, threads)
  try {
    return await callStep(planned, {
      deployment: order.run.deployment,
      inputs: order.inputs,
      context,
      // The engine accepts what it gets, and names its points then.
      accept: output => output,
      crashPoint: () => {},
    })
  } finally {
    await data.close()
  }
}

/** The step as this process has it, which must be what the engine planned. */
function plannedStep(planOf: PlanOf, { run, step, key, inputs, element }: Order): PlannedStep {
  const plan = plans.get(run.id) ?? planOf(run)
  plans.set(run.id, plan)
  if (plans.size > mostPlans) plans.delete(plans.keys().next().value as string)
  const { pipeline, deployment } = run
  const changed = (reason: string) => new PlanChanged({ step, pipeline, deployment, reason })
  const map = readElementName(step)?.map
  const steps = map === undefined || element === undefined ? plan.steps : stepsOfElement(plan, map, element)
  const found = steps.find(({ name }) => name === step)
  if (found === undefined) throw changed('the process that runs steps has no such step')
  if (stepKey(found, inputs, run.id) !== key) {
    throw changed('the process that runs steps has another definition of it')
  }
  return found
}

function stepsOfElement(plan: Plan, map: string, { key, element }: ListedElement): readonly PlannedStep[] {
  return expandMap(plan, map, [{ key, element }]).steps
}
