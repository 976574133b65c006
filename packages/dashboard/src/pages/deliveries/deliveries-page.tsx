import { useQuery } from '@tanstack/react-query'
import type { DeliveryBookBrief } from '@sluice/server'
import { Link } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Teach } from '../../components/teach.tsx'
import { deliveriesQuery } from '../../data/deliveries.ts'
import { count } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'

/** What destinations have of each client. */
export default function DeliveriesPage() {
  const query = useQuery(deliveriesQuery)
  return (
    <Page
      title="Deliveries"
      about="What each destination has taken, row by row: only what changed is sent, nothing is sent twice, and what was refused is kept with the reason."
    >
      <div className="card">
        <Loaded query={query} lines={8}>
          {({ items }) =>
            items.length === 0 ? (
              <Teach
                title="Nothing was delivered yet"
                command="sluice run propensity.refresh --deployment alpine"
              >
                A pipeline delivers when it has <code>deliver</code> with a destination, such as a customer
                data platform. This starts a run:
              </Teach>
            ) : (
              <BookTable books={items} />
            )
          }
        </Loaded>
      </div>
    </Page>
  )
}

function BookTable({ books }: { readonly books: readonly DeliveryBookBrief[] }) {
  return (
    <TableScroll label="Deliveries">
      <table>
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col">Destination</th>
            <th scope="col" className="number">
              Taken
            </th>
            <th scope="col" className="number">
              Refused
            </th>
            <th scope="col" className="number">
              Under way
            </th>
          </tr>
        </thead>
        <tbody>
          {books.map(({ book, label, deployment, destination, acknowledged, rejected, pending }) => (
            <tr key={book} className="linked">
              <th scope="row">
                <Link href={pathTo.delivery(book)} data-row="" className="strong">
                  {label ?? deployment}
                </Link>
              </th>
              <td>{destination}</td>
              <td className="number">{count(acknowledged)}</td>
              <td className={rejected > 0 ? 'number bad' : 'number quiet'}>{count(rejected)}</td>
              <td className="number">{count(pending)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
