import { useQuery } from '@tanstack/react-query'
import { Field } from '../../components/field.tsx'
import { clientsQuery } from '../../data/clients.ts'

/** What is chosen of a token; no clients are all of them, no days are no end. */
export interface TokenChoices {
  readonly name: string
  readonly role: string
  readonly days: string
  readonly clients: readonly string[]
}

const lives = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'without an end'],
] as const
const roles = [
  ['viewer', 'viewer: sees'],
  ['operator', 'operator: acts on runs, models, incidents'],
  ['admin', 'admin: may do everything'],
] as const

interface Props {
  readonly choices: TokenChoices
  readonly onChange: (change: Partial<TokenChoices>) => void
}

/** Name, role, end and clients of a token. */
export function TokenFields({ choices: { name, role, days, clients }, onChange }: Props) {
  return (
    <>
      <Field label="What it is for">
        <input
          required
          maxLength={100}
          value={name}
          onChange={event => onChange({ name: event.target.value })}
        />
      </Field>
      <Field label="Role">
        <Choice choices={roles} value={role} onChange={value => onChange({ role: value })} />
      </Field>
      <Field label="Valid for">
        <Choice choices={lives} value={days} onChange={value => onChange({ days: value })} />
      </Field>
      <Clients chosen={clients} onChange={chosen => onChange({ clients: chosen })} />
    </>
  )
}

function Choice({
  choices,
  value,
  onChange,
}: {
  readonly choices: readonly (readonly [value: string, words: string])[]
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <select value={value} onChange={event => onChange(event.target.value)}>
      {choices.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  )
}

function Clients({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}) {
  const known = useQuery(clientsQuery).data ?? []
  const toggle = (client: string) =>
    onChange(chosen.includes(client) ? chosen.filter(other => other !== client) : [...chosen, client])
  return (
    <fieldset className="choices">
      <legend>Clients</legend>
      <p className="quiet small">None chosen: all of them, those of later too.</p>
      {known.map(({ deployment, label }) => (
        <label key={deployment}>
          <input type="checkbox" checked={chosen.includes(deployment)} onChange={() => toggle(deployment)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
