import { useQuery } from '@tanstack/react-query'
import type { IncidentBrief } from '@sluice/server'
import { Link, useSearchParams } from 'wouter'
import { Ago, Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { Teach } from '../../components/teach.tsx'
import { incidentsQuery } from '../../data/incidents.ts'
import { pathTo } from '../../format/path-to.ts'

const states = ['open', 'acknowledged', 'resolved', 'all'] as const

/** Incidents: one for each cause, however many clients and runs it hits. */
export default function IncidentsPage() {
  const [search, setSearch] = useSearchParams()
  const state = states.find(known => known === search.get('state')) ?? 'all'
  const query = useQuery(incidentsQuery(state === 'all' ? undefined : state))
  return (
    <Page
      title="Incidents"
      about="One for each cause, however many clients and runs it hits; it closes by itself when a run succeeds."
    >
      <div className="segments" role="group" aria-label="State">
        {states.map(known => (
          <button
            key={known}
            type="button"
            aria-pressed={known === state}
            onClick={() => setSearch(known === 'all' ? {} : { state: known }, { replace: true })}
          >
            {known}
          </button>
        ))}
      </div>
      <div className="card">
        <Loaded query={query} lines={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Teach
                title={state === 'all' ? 'No incident so far' : `No incident is ${state}`}
                command="sluice incidents"
              >
                An incident opens when a check blocks a run, a step fails or a deadline passes. Here you say
                that you look at it, that it was expected, or be silent about it for a while.
              </Teach>
            ) : (
              <ul className="incident-list">
                {items.map(incident => (
                  <IncidentLine key={incident.id} incident={incident} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
      <ZoneNote />
    </Page>
  )
}

function IncidentLine({ incident }: { readonly incident: IncidentBrief }) {
  const { id, headline, cause, state, severity, openedAt, resolvedAt, deployments, times, silence } = incident
  return (
    <li>
      <div className="incident-state">
        <Status status={state} />
        <span className="pill">{severity}</span>
      </div>
      <div className="incident-words">
        <p>
          <Link href={pathTo.incident(id)} data-row="" className="strong">
            {headline}
          </Link>
        </p>
        {cause !== undefined && <p className="quiet">{cause}</p>}
        <p className="quiet small">
          {deployments.length > 1 ? `${deployments.length} clients` : deployments[0]} · seen {times}{' '}
          {times === 1 ? 'time' : 'times'} · opened <Instant at={openedAt} />, <Ago at={openedAt} />
          {resolvedAt !== undefined && (
            <>
              {' '}
              · resolved <Instant at={resolvedAt} />
            </>
          )}
          {silence !== undefined && (
            <>
              {' '}
              · silent until <Instant at={silence.until} />
            </>
          )}
        </p>
      </div>
    </li>
  )
}
