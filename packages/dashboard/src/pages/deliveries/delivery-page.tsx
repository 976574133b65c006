import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { DeliveryBook } from '@sluice/server'
import { Link } from 'wouter'
import { Action } from '../../components/action.tsx'
import { Card, TableScroll } from '../../components/card.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Meter } from '../../components/meter.tsx'
import { More } from '../../components/more.tsx'
import { Page } from '../../components/page.tsx'
import { deliveryQuery, pathOfBook, rejectedQuery } from '../../data/deliveries.ts'
import { count } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'

/** A book of deliveries: what the destination has, what it refused and why. */
export default function DeliveryPage({ book }: { readonly book: string }) {
  const query = useQuery(deliveryQuery(book))
  const { data } = query
  if (data === undefined) {
    return (
      <Page title={book}>
        <Loaded query={query} lines={10}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  const { label, deployment, destination, rejected } = data
  return (
    <Page
      title={`${label ?? deployment} → ${destination}`}
      about={<code>{book}</code>}
      actions={
        rejected > 0 && (
          <Action
            label="Replay"
            question="Deliver the refused rows again?"
            effect={`${count(rejected)} rows that ${destination} refused are sent once more, with the same ids: what it has already is not taken twice.`}
            reason="needed"
            kind="primary"
            act={why => ({ path: `${pathOfBook(book)}:replay`, body: { why } })}
          />
        )
      }
    >
      <dl className="tiles">
        <div>
          <dt>Taken</dt>
          <dd>{count(data.acknowledged)}</dd>
        </div>
        <div>
          <dt>Refused</dt>
          <dd className={rejected > 0 ? 'bad' : ''}>{count(rejected)}</dd>
        </div>
        <div>
          <dt>Under way</dt>
          <dd>{count(data.pending)}</dd>
        </div>
      </dl>
      {data.reasons.length > 0 && <Reasons data={data} />}
      <Past data={data} />
      {rejected > 0 && <Refused book={book} />}
    </Page>
  )
}

function Reasons({ data: { reasons, rejected } }: { readonly data: DeliveryBook }) {
  return (
    <Card title="Why rows were refused">
      <ul className="stack-close">
        {reasons.map(({ reason, rows }) => (
          <li key={reason}>
            <Meter share={rows / Math.max(1, rejected)} label={reason} tone="bad" />
            <span className="strong">{count(rows)}</span> {reason}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Past({ data: { deliveries } }: { readonly data: DeliveryBook }) {
  return (
    <Card title="Deliveries" note={<ZoneNote />} flush>
      <TableScroll label="Last deliveries">
        <table>
          <thead>
            <tr>
              <th scope="col">As of</th>
              <th scope="col">Run</th>
              <th scope="col" className="number">
                Sent
              </th>
              <th scope="col" className="number">
                Unchanged
              </th>
              <th scope="col" className="number">
                Refused
              </th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map(({ run, step, asOf, sent, unchanged, rejected }) => (
              <tr key={`${run} ${step}`}>
                <th scope="row">
                  <Instant at={asOf} detail="date" />
                </th>
                <td>
                  <Link href={pathTo.run(run, step)} className="nowrap">
                    {run}
                  </Link>
                </td>
                <td className="number">{count(sent)}</td>
                <td className="number quiet">{count(unchanged)}</td>
                <td className={rejected > 0 ? 'number bad' : 'number quiet'}>{count(rejected)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  )
}

function Refused({ book }: { readonly book: string }) {
  const query = useInfiniteQuery(rejectedQuery(book))
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Card title="Refused rows" flush>
      <More query={query}>
        <TableScroll label="Refused rows">
          <table>
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Reason</th>
                <th scope="col">Message</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, reason, messageId }) => (
                <tr key={messageId}>
                  <th scope="row">{key}</th>
                  <td>{reason}</td>
                  <td>
                    <code className="quiet">{messageId}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </More>
    </Card>
  )
}
