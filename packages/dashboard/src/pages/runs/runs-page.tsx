import { useInfiniteQuery } from '@tanstack/react-query'
import type { RunBrief } from '@sluice/server'
import { Link, useSearchParams } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { More } from '../../components/more.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { Teach } from '../../components/teach.tsx'
import { runsQuery } from '../../data/runs.ts'
import { duration } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'

const statuses = ['running', 'succeeded', 'failed', 'blocked', 'cancelled', 'interrupted'] as const

/** Runs, the newest first. */
export default function RunsPage() {
  const [search, setSearch] = useSearchParams()
  const filter = {
    pipeline: search.get('pipeline') ?? '',
    deployment: search.get('deployment') ?? '',
    status: search.get('status') ?? '',
  }
  const query = useInfiniteQuery(runsQuery(filter))
  const set = (name: string, value: string) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title="Runs" about="Every run of every pipeline, the newest first.">
      <div className="filters">
        <Field label="Status">
          <select value={filter.status} onChange={event => set('status', event.target.value)}>
            <option value="">any</option>
            {statuses.map(status => (
              <option key={status}>{status}</option>
            ))}
          </select>
        </Field>
        <Field label="Pipeline">
          <input
            value={filter.pipeline}
            placeholder="any"
            onChange={event => set('pipeline', event.target.value)}
          />
        </Field>
        <Field label="Client">
          <input
            value={filter.deployment}
            placeholder="any"
            onChange={event => set('deployment', event.target.value)}
          />
        </Field>
      </div>
      <div className="card">
        <More query={query}>
          {runs.length === 0 ? (
            <Teach title="No run fits" command="sluice run propensity.refresh --deployment alpine">
              Runs are started by the schedules of deployments, by a backfill, or by hand. This starts one:
            </Teach>
          ) : (
            <RunTable runs={runs} />
          )}
        </More>
      </div>
      <ZoneNote />
    </Page>
  )
}

/** Runs as lines of a table. */
function RunTable({ runs }: { readonly runs: readonly RunBrief[] }) {
  return (
    <TableScroll label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col">Status</th>
            <th scope="col">Pipeline</th>
            <th scope="col">As of</th>
            <th scope="col">Started</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <tr key={run.id} className="linked">
              <th scope="row">
                <Link href={pathTo.run(run.id)} data-row="" className="strong">
                  {run.label ?? run.deployment}
                </Link>
                {run.headline !== undefined && <div className="quiet small headline">{run.headline}</div>}
              </th>
              <td>
                <Status status={run.state} />
              </td>
              <td className="quiet nowrap">{run.pipeline}</td>
              <td>
                <Instant at={run.asOf} detail="date" />
              </td>
              <td>
                <Instant at={run.startedAt} />
              </td>
              <td className="number">{duration(run.seconds)}</td>
              <td className="quiet">{run.who}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
