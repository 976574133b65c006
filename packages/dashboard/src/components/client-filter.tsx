import { counted } from '../format/numbers.ts'

const fewClients = 8

/** A field that leaves only clients whose name has what is typed; not there while there are few. */
export function ClientFilter({
  text,
  shown,
  total,
  onChange,
}: {
  readonly text: string
  readonly shown: number
  readonly total: number
  readonly onChange: (text: string) => void
}) {
  if (total <= fewClients) return null
  return (
    <span className="client-filter">
      <input
        type="search"
        aria-label="Only clients with this in their name"
        placeholder="Filter clients"
        value={text}
        onChange={event => onChange(event.target.value)}
      />
      <span className="quiet small nowrap" role="status">
        {shown === total ? counted(total, 'client') : `${shown} of ${total}`}
      </span>
    </span>
  )
}
