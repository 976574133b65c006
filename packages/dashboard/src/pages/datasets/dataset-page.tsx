import { useQuery } from '@tanstack/react-query'
import type { Dataset } from '@sluice/server'
import { Link } from 'wouter'
import { Card, TableScroll } from '../../components/card.tsx'
import { ProfileTable } from '../../components/dataset/profile-table.tsx'
import { readProfile } from '../../components/dataset/profile-reading.ts'
import { RowsTable } from '../../components/dataset/rows-table.tsx'
import { Instant } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { datasetQuery, rowsQuery } from '../../data/datasets.ts'
import { bytes, counted } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { ProfileHistory } from './profile-history.tsx'
import { Lineage } from './lineage.tsx'
import { Volume } from './volume.tsx'

const sampleRows = 20

/** A dataset: what is in it, how much it usually is, where it comes from, who read it. */
export default function DatasetPage({ digest }: { readonly digest: string }) {
  const query = useQuery(datasetQuery(digest))
  const { data } = query
  if (data === undefined) {
    return (
      <Page title="Dataset">
        <Loaded query={query} lines={14}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  const { name, madeBy, rows, columns, bytes: size, stored } = data
  return (
    <Page
      title={`${name || madeBy.step} · ${madeBy.label ?? madeBy.deployment}`}
      about={
        <>
          {counted(rows, 'row')}, {counted(columns.length, 'column')}, {bytes(size)}. Made by{' '}
          <Link href={pathTo.run(madeBy.run, madeBy.step)}>{madeBy.step}</Link> of {madeBy.pipeline}, as of{' '}
          <Instant at={madeBy.asOf} detail="date" />. <code className="quiet">{digest.slice(0, 23)}…</code>
        </>
      }
    >
      {!stored && (
        <p className="notice">
          The store no longer has its content: it was collected because nothing needed it. Its numbers are
          still here.
        </p>
      )}
      <Volume digest={digest} />
      <ProfileCard data={data} />
      <ProfileHistory data={data} />
      <Card title="Lineage" note={data.lineage.cut ? 'there is more than is shown' : undefined} flush>
        <Lineage lineage={data.lineage} />
      </Card>
      <Consumers data={data} />
      {stored && <Sample digest={digest} />}
    </Page>
  )
}

function ProfileCard({ data: { profile, columns } }: { readonly data: Dataset }) {
  const read = readProfile(profile)
  const known = new Map(read.map(column => [column.name, column]))
  const shown = columns.map(
    ({ name, type }) => known.get(name) ?? { name, type, isExact: true, top: [] as const },
  )
  const note = read.length === 0 ? 'types only: no profile was made' : undefined
  return (
    <Card title="Profile" note={note} flush>
      <ProfileTable columns={shown} />
    </Card>
  )
}

function Consumers({ data: { consumers, alsoMadeBy } }: { readonly data: Dataset }) {
  const lines = [
    ...consumers.map(at => ({
      ...at,
      use: at.destination === undefined ? 'read by' : `delivered to ${at.destination}`,
    })),
    ...alsoMadeBy.map(at => ({ ...at, use: 'also made by' })),
  ]
  if (lines.length === 0) return null
  return (
    <Card title="Consumers" flush>
      <TableScroll label="Consumers">
        <table>
          <tbody>
            {lines.map(({ run, step, pipeline, label, deployment, asOf, use }) => (
              <tr key={`${run} ${step} ${use}`}>
                <td className="quiet">{use}</td>
                <th scope="row">
                  <Link href={pathTo.run(run, step)}>{step}</Link>
                </th>
                <td>{pipeline}</td>
                <td>{label ?? deployment}</td>
                <td>
                  <Instant at={asOf} detail="date" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  )
}

function Sample({ digest }: { readonly digest: string }) {
  const query = useQuery(rowsQuery(digest, sampleRows))
  return (
    <Card title="Sample rows" note={query.data && `the first ${query.data.rows.length}`} flush>
      <Loaded query={query} lines={sampleRows}>
        {({ columns, rows }) => <RowsTable label="Sample rows" columns={columns} rows={rows} />}
      </Loaded>
    </Card>
  )
}
