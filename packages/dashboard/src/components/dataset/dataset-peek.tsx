import { useQuery } from '@tanstack/react-query'
import type { DatasetOutput } from '@sluice/server'
import { useState } from 'react'
import { Link } from 'wouter'
import { datasetQuery, rowsQuery } from '../../data/datasets.ts'
import { bytes, counted } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { Loaded } from '../loaded.tsx'
import { ProfileTable } from './profile-table.tsx'
import { readProfile } from './profile-reading.ts'
import { RowsTable } from './rows-table.tsx'

const peekRows = 8

type View = 'rows' | 'profile' | undefined

/** A dataset in a line, with its first rows and its profile on demand. */
export function DatasetPeek({ dataset, name }: { readonly dataset: DatasetOutput; readonly name: string }) {
  const [view, setView] = useState<View>()
  const { digest, rows, bytes: size, columns } = dataset
  const toggle = (to: View) => setView(view === to ? undefined : to)
  return (
    <div className="peek">
      <p>
        <Link href={pathTo.dataset(digest)}>{name}</Link>
        <span className="quiet small">
          {counted(rows, 'row')} · {counted(columns, 'column')} · {bytes(size)}
        </span>
      </p>
      <div className="segments" role="group" aria-label={`Look into ${name}`}>
        <button type="button" aria-pressed={view === 'rows'} onClick={() => toggle('rows')}>
          Sample rows
        </button>
        <button type="button" aria-pressed={view === 'profile'} onClick={() => toggle('profile')}>
          Profile
        </button>
      </div>
      {view === 'rows' && <Rows digest={digest} />}
      {view === 'profile' && <Profile digest={digest} />}
    </div>
  )
}

function Rows({ digest }: { readonly digest: string }) {
  const query = useQuery(rowsQuery(digest, peekRows))
  return (
    <Loaded query={query} lines={peekRows}>
      {({ columns, rows }) => <RowsTable label="Sample rows" columns={columns} rows={rows} />}
    </Loaded>
  )
}

function Profile({ digest }: { readonly digest: string }) {
  const query = useQuery(datasetQuery(digest))
  return (
    <Loaded query={query}>
      {({ profile }) => {
        const columns = readProfile(profile)
        return columns.length > 0 ? (
          <ProfileTable columns={columns} />
        ) : (
          <p className="quiet small">No profile was made of this dataset; its page has rows and volume.</p>
        )
      }}
    </Loaded>
  )
}
