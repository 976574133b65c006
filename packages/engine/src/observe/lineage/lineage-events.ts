import type { ObservedEvent } from '../observer.ts'
import type { SqlParser } from './columns/sql-parser.ts'
import { checkEvents } from './check-events.ts'
import { endOf, finishedEvent } from './finished-step.ts'
import { lineageEvent, type LineageEvent } from './lineage-event.ts'
import { stepFacts } from './step-facts.ts'
import { nominalTime, stepSides, type Of, type Reached } from './step-sides.ts'

/** Makes an event when its turn to be sent comes: parsing SQL takes a moment. */
export type Making = () => Promise<LineageEvent>

/** Says for each event of the engine which events of OpenLineage tell it. */
export function lineageOf(namespace: string, parser: SqlParser): (event: ObservedEvent) => readonly Making[] {
  const steps = new Map<string, Reached>()
  const made = (event: LineageEvent): readonly Making[] => [async () => event]
  return event => {
    switch (event.kind) {
      case 'run-started':
        return made(runStarted(namespace, event))
      case 'run-finished':
        return made(runFinished(namespace, event))
      case 'step-reached':
        steps.set(`${event.run}/${event.step}`, event)
        return made(stepStarted(namespace, event))
      case 'step-finished': {
        const reached = steps.get(`${event.run}/${event.step}`)
        steps.delete(`${event.run}/${event.step}`)
        // What never got its turn has no run of its own.
        if (reached === undefined) return []
        const finished = { namespace, reached, event, facts: stepFacts(reached), parser }
        return [() => finishedEvent(finished), ...checkEvents(finished).flatMap(made)]
      }
      default:
        return []
    }
  }
}

function runStarted(namespace: string, event: Of<'run-started'>): LineageEvent {
  const { at, asOf } = event
  const about = { at, namespace, names: event, jobType: 'PIPELINE' } as const
  return lineageEvent({ ...about, eventType: 'START', runFacets: { nominalTime: nominalTime(asOf) } })
}

function runFinished(namespace: string, event: Of<'run-finished'>): LineageEvent {
  const { at, status } = event
  return lineageEvent({ eventType: endOf(status), at, namespace, names: event, jobType: 'PIPELINE' })
}

function stepStarted(namespace: string, reached: Reached): LineageEvent {
  const { at, step } = reached
  const about = { at, namespace, names: reached, step, jobType: 'STEP' } as const
  return lineageEvent({ ...about, eventType: 'START', ...stepSides(namespace, reached) })
}
