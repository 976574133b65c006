import { useQuery } from '@tanstack/react-query'
import { Card, TableScroll } from '../../components/card.tsx'
import { Status } from '../../components/status-mark.tsx'
import { backfillsQuery } from '../../data/grid.ts'

/** Backfills that somebody has started. */
export function BackfillList() {
  const { data } = useQuery(backfillsQuery)
  if (data === undefined || data.items.length === 0) return null
  return (
    <Card title="Backfills" flush>
      <TableScroll label="Backfills">
        <table>
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col">Status</th>
              <th scope="col">Pipeline</th>
              <th scope="col">Time</th>
              <th scope="col">Runs</th>
              <th scope="col">Who and why</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map(
              ({ id, deployment, label = deployment, status, pipeline, from, to, counts, who, why }) => (
                <tr key={id}>
                  <th scope="row">{label}</th>
                  <td>
                    <Status status={status} />
                  </td>
                  <td className="quiet">{pipeline}</td>
                  <td className="nowrap">
                    {from.slice(0, 10)} to {to.slice(0, 10)}
                  </td>
                  <td>
                    {Object.entries(counts)
                      .map(([state, count]) => `${count} ${state}`)
                      .join(', ')}
                  </td>
                  <td>
                    {who}: {why}
                  </td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  )
}
