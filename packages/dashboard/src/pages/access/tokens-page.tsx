import { useQuery } from '@tanstack/react-query'
import type { AccessTokenBrief } from '@sluice/server'
import { Action } from '../../components/action.tsx'
import { TableScroll } from '../../components/card.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { Teach } from '../../components/teach.tsx'
import { tokensQuery } from '../../data/access.ts'
import { NewToken } from './new-token.tsx'

/** Who may ask without a login: API tokens. */
export default function TokensPage() {
  const query = useQuery(tokensQuery)
  return (
    <Page
      title="Tokens"
      about="Who may ask the API, and for which clients. Only a digest of a token is kept: its text is shown once."
      actions={<NewToken />}
    >
      <div className="card">
        <Loaded query={query} lines={5}>
          {({ items }) =>
            items.length === 0 ? (
              <Teach
                title="No token yet"
                command="sluice token create --name bidding --role viewer --client alpine"
              >
                A token lets a program ask, with a role and for the clients that it is about. Make one here,
                or with:
              </Teach>
            ) : (
              <TokenTable tokens={items} />
            )
          }
        </Loaded>
      </div>
      <ZoneNote />
    </Page>
  )
}

function TokenTable({ tokens }: { readonly tokens: readonly AccessTokenBrief[] }) {
  return (
    <TableScroll label="Tokens">
      <table>
        <thead>
          <tr>
            {['Name', 'State', 'Role', 'Clients', 'Made', 'Ends', 'Last used'].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map(token => (
            <tr key={token.id}>
              <th scope="row">
                {token.name}
                <div className="quiet small">
                  <code>{token.id}</code>
                </div>
              </th>
              <td>
                <Status status={token.state} />
                {token.revokedBy !== undefined && <div className="quiet small">by {token.revokedBy}</div>}
              </td>
              <td>{token.role}</td>
              <td>{token.clients === 'all' ? 'all' : token.clients.join(', ')}</td>
              <td>
                <Instant at={token.createdAt} />
                <div className="quiet small">by {token.createdBy}</div>
              </td>
              <td>{token.expiresAt === undefined ? 'never' : <Instant at={token.expiresAt} />}</td>
              <td>{token.usedAt === undefined ? 'never' : <Instant at={token.usedAt} />}</td>
              <td>{token.state === 'valid' && <Revoke token={token} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Revoke({ token: { id, name } }: { readonly token: AccessTokenBrief }) {
  return (
    <Action
      label="Revoke"
      question={`Revoke “${name}”?`}
      effect="From then on it lets nobody in, and sessions that began with it end. It cannot be made valid again."
      reason="no"
      kind="danger"
      tight
      act={() => ({ path: `/v1/tokens/${encodeURIComponent(id)}:revoke`, body: {} })}
      said={`“${name}” is revoked.`}
    />
  )
}
