import { useState } from 'react'
import { Action } from '../../components/action.tsx'
import { Field } from '../../components/field.tsx'

const hourMs = 3_600_000
const lengths = [
  ['4', '4 hours'],
  ['24', '1 day'],
  ['72', '3 days'],
  ['168', '1 week'],
  ['', 'until another time'],
] as const

/** Asks to be silent about an incident for so long, or until a time. */
export function SilenceAction({ path }: { readonly path: string }) {
  const [hours, setHours] = useState('24')
  const [until, setUntil] = useState(() => localText(new Date(Date.now() + 24 * hourMs)))
  const end = () => (hours === '' ? new Date(until) : new Date(Date.now() + Number(hours) * hourMs))
  return (
    <Action
      label="Silence"
      question="Be silent about it?"
      effect="Nobody is told of it for so long. Checks still run and still block."
      reason="needed"
      act={why => ({ path: `${path}:silence`, body: { until: end().toISOString(), why } })}
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
      {hours === '' && (
        <Field label="Until, by the clock here">
          <input
            type="datetime-local"
            required
            value={until}
            min={localText(new Date())}
            onChange={event => setUntil(event.target.value)}
          />
        </Field>
      )}
    </Action>
  )
}

/** `2026-03-16T07:05`, by the clock of this machine. */
function localText(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
