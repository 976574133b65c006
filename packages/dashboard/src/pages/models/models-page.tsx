import { useQuery } from '@tanstack/react-query'
import type { ModelBrief } from '@sluice/server'
import { Link } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Teach } from '../../components/teach.tsx'
import { modelsQuery } from '../../data/models.ts'
import { decimal } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { eventWords } from './event-words.ts'

/** Models of all clients with their champions. */
export default function ModelsPage() {
  const query = useQuery(modelsQuery)
  return (
    <Page
      title="Models"
      about="A model of each client: its champion scores, other versions wait or are kept to go back to."
    >
      <div className="card">
        <Loaded query={query} lines={8}>
          {({ items }) =>
            items.length === 0 ? (
              <Teach title="No model yet" command="sluice run propensity.train --deployment alpine">
                A model appears when a training has registered its first version. This trains one:
              </Teach>
            ) : (
              <ModelTable models={items} />
            )
          }
        </Loaded>
      </div>
      <ZoneNote />
    </Page>
  )
}

function ModelTable({ models }: { readonly models: readonly ModelBrief[] }) {
  return (
    <TableScroll label="Models">
      <table>
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col">Model</th>
            <th scope="col">Champion</th>
            <th scope="col" className="number">
              AUC
            </th>
            <th scope="col" className="number">
              ECE
            </th>
            <th scope="col" className="number">
              Versions
            </th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ model, label, deployment, versions, champion, last }) => (
            <tr key={model} className="linked">
              <th scope="row">
                <Link href={pathTo.model(model)} data-row="" className="strong">
                  {label ?? deployment}
                </Link>
              </th>
              <td className="quiet">{model}</td>
              <td>
                {champion === undefined ? (
                  <span className="caution">none</span>
                ) : (
                  `version ${champion.version}`
                )}
              </td>
              <td className="number">{decimal(champion?.metrics['auc'])}</td>
              <td className="number">{decimal(champion?.metrics['ece'])}</td>
              <td className="number">{versions}</td>
              <td>
                {last !== undefined && (
                  <>
                    {eventWords(last)}, <Instant at={last.at} detail="date" />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
