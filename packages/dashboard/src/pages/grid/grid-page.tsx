import { useInfiniteQuery } from '@tanstack/react-query'
import type { Grid } from '@sluice/server'
import { useEffect, useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import { ClientFilter } from '../../components/client-filter.tsx'
import { namedLike } from '../../format/named-like.ts'
import { Failure } from '../../components/failure.tsx'
import { Field } from '../../components/field.tsx'
import { Bones } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Teach } from '../../components/teach.tsx'
import { gridQuery, type GridFilter } from '../../data/grid.ts'
import { BackfillList } from './backfill-list.tsx'
import { IntervalGrid } from './interval-grid.tsx'
import './grid.css'

/** Clients × intervals over months, and backfills from a selection. */
export default function GridPage() {
  const [search, setSearch] = useSearchParams()
  const filter = {
    pipeline: search.get('pipeline') ?? undefined,
    from: search.get('from') ?? undefined,
    to: search.get('to') ?? undefined,
  }
  const query = useInfiniteQuery(gridQuery(filter))
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const items = useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
  const [text, setText] = useState('')
  const shown = useMemo(() => namedLike(items, text), [items, text])
  const first = data?.pages[0]
  const set = (name: string, value: string) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  return (
    <Page
      title="Grid"
      about="Every client’s intervals over months. Drag, or hold Shift with the arrows, to choose a range and fill it."
    >
      {first !== undefined && (
        <div className="filters">
          <GridFilters grid={first} filter={filter} onSet={set} />
          <ClientFilter text={text} shown={shown.length} total={items.length} onChange={setText} />
        </div>
      )}
      {first !== undefined ? (
        <GridBody grid={first} items={items} shown={shown} />
      ) : query.isError ? (
        <Failure error={query.error} again={() => void query.refetch()} />
      ) : (
        <div className="card">
          <Bones lines={14} />
        </div>
      )}
      <BackfillList />
    </Page>
  )
}

function GridBody({
  grid,
  items,
  shown,
}: {
  readonly grid: Grid
  readonly items: Grid['items']
  readonly shown: Grid['items']
}) {
  if (items.length === 0 || grid.columns.length === 0) {
    return (
      <div className="card">
        <Teach title="Nothing was due in this time" command="sluice runs">
          A column stands for an interval that was due for some client: choose another time or pipeline, or
          give a deployment a schedule.
        </Teach>
      </div>
    )
  }
  return <IntervalGrid grid={grid} items={shown} />
}

function GridFilters({
  grid,
  filter: { from, to },
  onSet,
}: {
  readonly grid: Grid
  readonly filter: GridFilter
  readonly onSet: (name: string, value: string) => void
}) {
  return (
    <>
      <Field label="Pipeline">
        <select value={grid.pipeline} onChange={event => onSet('pipeline', event.target.value)}>
          {grid.pipelines.map(pipeline => (
            <option key={pipeline}>{pipeline}</option>
          ))}
        </select>
      </Field>
      <Field label="From">
        <input
          type="date"
          value={from ?? grid.from.slice(0, 10)}
          onChange={event => onSet('from', event.target.value)}
        />
      </Field>
      <Field label="Until">
        <input
          type="date"
          value={to ?? grid.to.slice(0, 10)}
          onChange={event => onSet('to', event.target.value)}
        />
      </Field>
    </>
  )
}
