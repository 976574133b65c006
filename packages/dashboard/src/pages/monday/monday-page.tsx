import { useInfiniteQuery } from '@tanstack/react-query'
import type { OverviewRow } from '@sluice/server'
import { useEffect, useMemo } from 'react'
import { Bones } from '../../components/loaded.tsx'
import { Failure } from '../../components/failure.tsx'
import { Page } from '../../components/page.tsx'
import { Teach } from '../../components/teach.tsx'
import { overviewQuery } from '../../data/overview.ts'
import { inWords } from './matrix.ts'
import { Attention } from './attention.tsx'
import { MondayMatrix } from './monday-matrix.tsx'

const purpose = 'What runs for which client, and what needs a person.'

/** What an analyst opens on Monday: what needs a person, then everything else, quiet. */
export function MondayPage() {
  const { data, error, isError, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(overviewQuery)
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const first = data?.pages[0]
  if (first === undefined) {
    return (
      <Page title="Monday" about={purpose}>
        {isError ? <Failure error={error} again={() => void refetch()} /> : <Placeholder />}
      </Page>
    )
  }
  return (
    <Page
      title="Monday"
      about={
        first.total === 0 ? (
          purpose
        ) : (
          <span aria-live="polite">{inWords(first.total, first.needPerson, first.states)}</span>
        )
      }
    >
      {first.total === 0 ? <Nothing /> : <Overview rows={rows} pipelines={first.pipelines} />}
    </Page>
  )
}

function Overview({
  rows,
  pipelines,
}: {
  readonly rows: readonly OverviewRow[]
  readonly pipelines: readonly string[]
}) {
  const urgent = rows.filter(({ needsPerson }) => needsPerson !== undefined)
  return (
    <>
      {urgent.length > 0 && <Attention rows={urgent} />}
      <MondayMatrix rows={rows} pipelines={pipelines} />
    </>
  )
}

function Placeholder() {
  return (
    <div className="card">
      <Bones lines={9} />
    </div>
  )
}

function Nothing() {
  return (
    <div className="card">
      <Teach title="No client runs anything yet" command="sluice init my-agency">
        This page shows every client with its pipelines: the last runs, what is blocked and why, what is late.
        It fills as soon as the configuration has a deployment. This makes a project with one:
      </Teach>
    </div>
  )
}
