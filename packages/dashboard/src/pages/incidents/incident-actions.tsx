import type { Incident } from '@sluice/server'
import { Action } from '../../components/action.tsx'
import { SilenceAction } from './silence-action.tsx'

/** What can be said about an incident. */
export function IncidentActions({
  incident: { id, state, silence, feedback },
}: {
  readonly incident: Incident
}) {
  const path = `/v1/incidents/${encodeURIComponent(id)}`
  const isOpen = state !== 'resolved'
  return (
    <>
      {state === 'open' && (
        <Action
          label="Acknowledge"
          question="Are you looking at it?"
          effect="Others see that somebody does, and it is not told again unless it gets worse."
          reason="needed"
          kind="primary"
          act={why => ({ path: `${path}:acknowledge`, body: { why } })}
        />
      )}
      {isOpen && silence === undefined && <SilenceAction path={path} />}
      {isOpen && silence !== undefined && (
        <Action
          label="Tell again"
          question="Tell it again?"
          effect={`The silence of ${silence.who} ends now.`}
          reason="needed"
          act={why => ({ path: `${path}:unsilence`, body: { why } })}
        />
      )}
      {isOpen && (
        <Action
          label="Resolve"
          question="Is it over?"
          effect="It is closed. What comes back within a day opens it again."
          reason="needed"
          act={why => ({ path: `${path}:resolve`, body: { why } })}
        />
      )}
      {feedback?.verdict !== 'expected' && (
        <Action
          label="Expected"
          question="Was this expected?"
          effect="It is closed, later checks learn that such data is right, and blocked runs can be retried."
          reason="needed"
          act={why => ({ path: `${path}:expected`, body: { why } })}
        />
      )}
      {feedback?.verdict !== 'real' && (
        <Action
          label="Real"
          question="Was this a real problem?"
          effect="It is kept as one: later runs are not compared with its numbers."
          reason="needed"
          act={why => ({ path: `${path}:real`, body: { why } })}
        />
      )}
    </>
  )
}
