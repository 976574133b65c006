import type { Change } from '@sluice/engine'

/** What a stream says: something of this topic is another now. Without an id: any of it may be. */
export interface LiveMessage {
  readonly topic:
    | 'run'
    | 'step'
    | 'model'
    | 'deployment'
    | 'backfill'
    | 'incident'
    | 'datasets'
    | 'deliveries'
  /** Of a run and of its steps the run's id; of a deployment `pipeline/deployment`. */
  readonly id?: string
}

/** What does not change how a run is shown among others. */
const ofStepOnly = new Set(['step-started', 'step-log', 'step-retry'])

/** The client that a change belongs to; undefined where it may concern any. */
export function clientOf({ of, subject, deployment }: Change): string | undefined {
  if (deployment !== undefined) return deployment
  return of === 'model' ? (subject.split('/')[1] ?? subject) : undefined
}

/** What a change is to who listens. */
export function messagesOf({ of, subject, kind, deployment, backfill }: Change): readonly LiveMessage[] {
  if (of === 'model') return [{ topic: 'model', id: subject }]
  if (of === 'incident') return [{ topic: 'incident', id: subject }]
  if (of === 'schedule') {
    const messages: LiveMessage[] = [{ topic: 'deployment', id: `${subject}/${deployment ?? ''}` }]
    if (backfill !== undefined) messages.push({ topic: 'backfill', id: backfill })
    return messages
  }
  if (ofStepOnly.has(kind)) return [{ topic: 'step', id: subject }]
  const run: LiveMessage = { topic: 'run', id: subject }
  return kind === 'run-finished' ? [run, { topic: 'datasets' }, { topic: 'deliveries' }] : [run]
}
