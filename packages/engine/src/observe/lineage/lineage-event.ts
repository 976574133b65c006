import type { Json } from '@sluice/core'
import { eventSchema, facet, producer } from './facets.ts'
import { jobName, lineageRunId, type LineageName, type RunNames } from './lineage-names.ts'

/** A RunEvent of OpenLineage. */
export type LineageEvent = { readonly [name: string]: Json }

/** A dataset in an event, with its facets. */
export type LineageDataset = LineageName & { readonly [name: string]: Json }

/** What an event is about besides its run. */
export interface EventParts {
  readonly eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT'
  readonly at: Date
  readonly namespace: string
  readonly names: RunNames
  /** Absent for the run of the whole pipeline. */
  readonly step?: string
  /** Part of a step that is a job of its own, such as its checks. */
  readonly part?: string
  readonly jobType: 'PIPELINE' | 'STEP' | 'CHECKS'
  readonly runFacets?: { readonly [name: string]: Json }
  readonly jobFacets?: { readonly [name: string]: Json }
  readonly inputs?: readonly LineageDataset[]
  readonly outputs?: readonly LineageDataset[]
  /** Why it failed. */
  readonly failure?: string
}

/** An event, with what every one has. */
export function lineageEvent(parts: EventParts): LineageEvent {
  const { eventType, at, namespace, names, step, part, jobType, inputs = [], outputs = [], failure } = parts
  const name = [jobName(names, step), ...(part === undefined ? [] : [part])].join('.')
  const message = { message: failure ?? '', programmingLanguage: 'TypeScript' }
  return {
    eventType,
    eventTime: at.toISOString(),
    producer,
    schemaURL: eventSchema,
    run: {
      runId: lineageRunId(names.run, step, part),
      facets: {
        ...(step !== undefined && { parent: parentFacet(namespace, names) }),
        ...(failure !== undefined && { errorMessage: facet('ErrorMessageRunFacet', message) }),
        ...parts.runFacets,
      },
    },
    job: {
      namespace,
      name,
      facets: {
        jobType: facet('JobTypeJobFacet', { processingType: 'BATCH', integration: 'SLUICE', jobType }),
        ...parts.jobFacets,
      },
    },
    inputs,
    outputs,
  }
}

function parentFacet(namespace: string, names: RunNames): Json {
  const of = { run: { runId: lineageRunId(names.run) }, job: { namespace, name: jobName(names) } }
  return facet('ParentRunFacet', { ...of, root: of })
}
