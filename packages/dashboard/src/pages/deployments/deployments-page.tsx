import { useInfiniteQuery } from '@tanstack/react-query'
import type { DeploymentBrief } from '@sluice/server'
import { Link } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { More } from '../../components/more.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { Teach } from '../../components/teach.tsx'
import { deploymentsQuery } from '../../data/deployments.ts'
import { pathTo } from '../../format/path-to.ts'

/** Deployments: which client runs what, when. */
export default function DeploymentsPage() {
  const query = useInfiniteQuery(deploymentsQuery)
  const items = query.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Page
      title="Deployments"
      about="A pipeline of a client: its parameters, its schedule in the client’s zone, its next run."
    >
      <div className="card">
        <More query={query}>
          {items.length === 0 ? (
            <Teach title="No deployment yet" command="sluice check">
              A deployment is a line in sluice.config.ts: a pipeline, the parameters of a client, a schedule.
              This checks the configuration:
            </Teach>
          ) : (
            <TableScroll label="Deployments">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Client</th>
                    <th scope="col">Last run</th>
                    <th scope="col">Pipeline</th>
                    <th scope="col">Next run</th>
                    <th scope="col">Schedule</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map(item => (
                    <Line key={`${item.pipeline} ${item.deployment}`} item={item} />
                  ))}
                </tbody>
              </table>
            </TableScroll>
          )}
        </More>
      </div>
      <ZoneNote many />
    </Page>
  )
}

function Line({ item }: { readonly item: DeploymentBrief }) {
  const { pipeline, deployment, label = deployment, zone, schedule, nextRun, paused, lastRun } = item
  return (
    <tr className="linked">
      <th scope="row">
        <Link href={pathTo.deployment(pipeline, deployment)} data-row="" className="strong">
          {label}
        </Link>
      </th>
      <td>
        {lastRun === undefined ? (
          <span className="quiet">never</span>
        ) : (
          <Link href={pathTo.run(lastRun.run)} className="status-link">
            <Status status={lastRun.state} />
          </Link>
        )}
      </td>
      <td>{pipeline}</td>
      <td>{paused === undefined ? <Instant at={nextRun} zone={zone} /> : <Status status="paused" />}</td>
      <td className="quiet">{schedule ?? 'by hand'}</td>
    </tr>
  )
}
