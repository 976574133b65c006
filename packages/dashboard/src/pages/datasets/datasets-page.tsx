import { useInfiniteQuery } from '@tanstack/react-query'
import type { DatasetBrief } from '@sluice/server'
import { Link, useSearchParams } from 'wouter'
import { TableScroll } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { More } from '../../components/more.tsx'
import { Page } from '../../components/page.tsx'
import { Teach } from '../../components/teach.tsx'
import { datasetsQuery } from '../../data/datasets.ts'
import { bytes, count } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'

/** Datasets, the newest first. */
export default function DatasetsPage() {
  const [search, setSearch] = useSearchParams()
  const deployment = search.get('deployment') ?? ''
  const query = useInfiniteQuery(datasetsQuery(deployment || undefined))
  const datasets = query.data?.pages.flatMap(({ items }) => items) ?? []
  const set = (value: string) => setSearch(value === '' ? {} : { deployment: value }, { replace: true })
  return (
    <Page
      title="Datasets"
      about="What steps have made: immutable, kept once for equal content, with where it came from and who read it."
    >
      <div className="filters">
        <Field label="Client">
          <input value={deployment} placeholder="any" onChange={event => set(event.target.value)} />
        </Field>
      </div>
      <div className="card">
        <More query={query}>
          {datasets.length === 0 ? (
            <Teach title="No dataset yet" command="sluice run propensity.refresh --deployment alpine">
              A dataset appears as soon as a step has made one. This starts a run:
            </Teach>
          ) : (
            <DatasetTable datasets={datasets} />
          )}
        </More>
      </div>
      <ZoneNote />
    </Page>
  )
}

function DatasetTable({ datasets }: { readonly datasets: readonly DatasetBrief[] }) {
  return (
    <TableScroll label="Datasets">
      <table>
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            <th scope="col">Client</th>
            <th scope="col">Made by</th>
            <th scope="col" className="number">
              Rows
            </th>
            <th scope="col" className="number">
              Columns
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">At</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map(({ digest, name, rows, bytes: size, columns, madeBy, at }) => (
            <tr key={`${digest} ${madeBy.run} ${madeBy.step}`} className="linked">
              <th scope="row">
                <Link href={pathTo.dataset(digest)} data-row="">
                  {name || madeBy.step}
                </Link>
              </th>
              <td>{madeBy.label ?? madeBy.deployment}</td>
              <td>
                <Link href={pathTo.run(madeBy.run, madeBy.step)}>{madeBy.step}</Link>{' '}
                <span className="quiet">of {madeBy.pipeline}</span>
              </td>
              <td className="number">{count(rows)}</td>
              <td className="number">{columns}</td>
              <td className="number">{bytes(size)}</td>
              <td>
                <Instant at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
