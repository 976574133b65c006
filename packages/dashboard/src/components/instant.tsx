import { relative, when, type Detail } from '../format/when.ts'
import { zoneChoice, zoneFor } from '../data/settings.ts'
import { useNow } from '../data/use-now.ts'

/** An instant in the chosen zone; the full one with its zone is in the hint. */
export function Instant({
  at,
  zone,
  detail = 'day-clock',
}: {
  readonly at: string | undefined
  readonly zone?: string | undefined
  readonly detail?: Detail
}) {
  const shown = zoneFor(zoneChoice.use(), zone)
  if (at === undefined) return <span className="quiet">–</span>
  return (
    <time dateTime={at} title={`${when(at, shown, 'full')} · ${shown}`} className="nowrap">
      {when(at, shown, detail)}
    </time>
  )
}

/** How long ago or ahead an instant is. */
export function Ago({ at, zone }: { readonly at: string; readonly zone?: string | undefined }) {
  const shown = zoneFor(zoneChoice.use(), zone)
  const now = useNow()
  return (
    <time dateTime={at} title={`${when(at, shown, 'full')} · ${shown}`} className="nowrap">
      {relative(at, now)}
    </time>
  )
}

/** Whose clock the times beside it are read from; `many`: times of several clients. */
export function ZoneNote({
  zone,
  many = false,
}: {
  readonly zone?: string | undefined
  readonly many?: boolean
}) {
  const choice = zoneChoice.use()
  const shown = zoneFor(choice, zone)
  const isClients = choice === 'client' && (many || zone !== undefined)
  if (isClients && many) return <span className="quiet small">Times in each client’s zone</span>
  const whose = isClients ? ', the client’s zone' : choice === 'utc' ? '' : ', your zone'
  return (
    <span className="quiet small">
      Times in {shown}
      {whose}
    </span>
  )
}
