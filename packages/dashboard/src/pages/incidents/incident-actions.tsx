import type { Incident } from '@sluice/server'
import { useState } from 'react'
import { Action } from '../../components/action.tsx'
import { Field } from '../../components/field.tsx'

const hourMs = 3_600_000
const lengths = [
  ['4', '4 hours'],
  ['24', '1 day'],
  ['72', '3 days'],
  ['168', '1 week'],
] as const

/** What can be said about an incident. */
export function IncidentActions({ incident: { id, state, feedback } }: { readonly incident: Incident }) {
  const [hours, setHours] = useState('24')
  const path = `/v1/incidents/${encodeURIComponent(id)}`
  if (state === 'resolved' && feedback !== undefined) return null
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
      {state !== 'resolved' && (
        <Action
          label="Silence"
          question="Be silent about it?"
          effect="Nobody is told of it for so long. Checks still run and still block."
          reason="needed"
          act={why => ({
            path: `${path}:silence`,
            body: { until: new Date(Date.now() + Number(hours) * hourMs).toISOString(), why },
          })}
        >
          <Field label="For">
            <select value={hours} onChange={event => setHours(event.target.value)}>
              {lengths.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </Field>
        </Action>
      )}
      <Action
        label="Expected"
        question="Was this expected?"
        effect="Later checks learn that such data is right, and the incident is closed."
        reason="needed"
        act={why => ({ path: `${path}:expected`, body: { why } })}
      />
      <Action
        label="Real"
        question="Was this a real problem?"
        effect="It is kept as one, so that the checks that found it stay as strict as they are."
        reason="needed"
        act={why => ({ path: `${path}:real`, body: { why } })}
      />
    </>
  )
}
