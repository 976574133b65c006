import type { CheckResult } from '@sluice/core'
import { failureText } from '../failure-text.ts'
import { assertionsFacet, metricsFacet } from './facets.ts'
import type { FinishedStep } from './finished-step.ts'
import { lineageEvent, type LineageDataset, type LineageEvent } from './lineage-event.ts'
import { placedIn, type Placed } from './lineage-names.ts'
import { storedDataset, tableOf } from './step-sides.ts'

/**
 * The events about the checks of a step. What checks found belongs to datasets that a job reads, and checks read what
 * the step made: so they are a job of their own.
 */
export function checkEvents(finished: FinishedStep): readonly LineageEvent[] {
  const { namespace, reached, event } = finished
  const { checks, attempts, at, step, status } = event
  const placed = placedIn(event.output).filter(({ reference }) => reference.kind === 'dataset')
  // Checks of work that was there already were told when it was done.
  if (checks.length === 0 || placed.length === 0 || attempts === 0) return []
  const inputs = placed.map(one => checkedDataset(finished, one, placed))
  const about = { at, namespace, names: reached, step, part: 'checks', jobType: 'CHECKS', inputs } as const
  const failure = failureText(event)
  return [
    lineageEvent({ ...about, eventType: 'START' }),
    lineageEvent({
      ...about,
      eventType: status === 'blocked' ? 'FAIL' : 'COMPLETE',
      ...(failure !== undefined && { failure }),
    }),
  ]
}

function checkedDataset(
  { namespace, reached, event }: FinishedStep,
  one: Placed,
  all: readonly Placed[],
): LineageDataset {
  const about = event.checks.filter(check => subjectOf(check, all) === one)
  const table = tableOf(one.reference)
  return {
    ...storedDataset(namespace, reached, event.step, one),
    inputFacets: {
      dataQualityAssertions: assertionsFacet(about),
      ...(table && { dataQualityMetrics: metricsFacet(table, about) }),
    },
  }
}

/** The dataset that a check is about: the one at a place of its name, or the first. */
function subjectOf({ subject }: CheckResult, all: readonly Placed[]): Placed | undefined {
  return all.find(({ path }) => path.split('.').includes(subject)) ?? all[0]
}
