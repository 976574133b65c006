import { useInfiniteQuery } from '@tanstack/react-query'
import type { AuditLine } from '@sluice/server'
import { useSearchParams } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { More } from '../../components/more.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { Teach } from '../../components/teach.tsx'
import { auditQuery } from '../../data/access.ts'

const outcomes = ['done', 'refused', 'failed'] as const

/** Who changed something, and who was turned away. */
export default function AuditPage() {
  const [search, setSearch] = useSearchParams()
  const filter = { outcome: search.get('outcome') ?? '', client: search.get('client') ?? '' }
  const query = useInfiniteQuery(auditQuery(filter))
  const lines = query.data?.pages.flatMap(({ items }) => items) ?? []
  const set = (name: 'outcome' | 'client', value: string) => {
    const next = Object.entries({ ...filter, [name]: value }).filter(([, text]) => text !== '')
    setSearch(new URLSearchParams(next), { replace: true })
  }
  return (
    <Page
      title="Audit"
      about="Who changed something and who was turned away, the newest first. Lines are only ever added."
    >
      <div className="filters">
        <Field label="Outcome">
          <select value={filter.outcome} onChange={event => set('outcome', event.target.value)}>
            <option value="">any</option>
            {outcomes.map(outcome => (
              <option key={outcome}>{outcome}</option>
            ))}
          </select>
        </Field>
        <Field label="Client">
          <input
            value={filter.client}
            placeholder="any"
            onChange={event => set('client', event.target.value)}
          />
        </Field>
      </div>
      <div className="card">
        <More query={query}>
          {lines.length === 0 ? (
            <Teach title="Nothing to show">
              Every change through this server leaves a line here, and so does everybody who was turned away.
            </Teach>
          ) : (
            <AuditTable lines={lines} />
          )}
        </More>
      </div>
      <ZoneNote />
    </Page>
  )
}

function AuditTable({ lines }: { readonly lines: readonly AuditLine[] }) {
  return (
    <TableScroll label="Audit">
      <table>
        <thead>
          <tr>
            {['When', 'Who', 'What', 'Outcome', 'From'].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <tr key={line.id}>
              <td>
                <Instant at={line.at} />
              </td>
              <td>
                {line.who}
                {line.whoId !== '' && line.whoId !== line.who && (
                  <div className="quiet small">{line.whoId}</div>
                )}
              </td>
              <td>
                <code className="nowrap">
                  {line.method} {line.route}
                </code>
                <div className="quiet small things">
                  {Object.entries(line.things).map(([name, value]) => (
                    <span key={name}>
                      {name} {value}
                    </span>
                  ))}
                </div>
              </td>
              <td>
                <Status status={line.outcome} /> <span className="quiet small">{line.status}</span>
              </td>
              <td className="quiet">{line.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
