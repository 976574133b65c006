import type { OverviewCell, OverviewRow } from '@sluice/server'
import { useMemo, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { ClientFilter } from '../../components/client-filter.tsx'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { ScrollGrid } from '../../components/grid/scroll-grid.tsx'
import type { Place } from '../../components/grid/place.ts'
import { StatusMark } from '../../components/status-mark.tsx'
import { namedLike } from '../../format/named-like.ts'
import { useNarrow } from '../../data/use-narrow.ts'
import { pathTo } from '../../format/path-to.ts'
import { statusLook } from '../../format/status.ts'
import { when } from '../../format/when.ts'
import { matrixOf, type ClientRow } from './matrix.ts'

const rowHeight = 44

/** Clients × pipelines with their last runs as marks, the newest at the right. */
export function MondayMatrix({
  rows,
  pipelines,
}: {
  readonly rows: readonly OverviewRow[]
  readonly pipelines: readonly string[]
}) {
  const [, go] = useLocation()
  const isNarrow = useNarrow()
  const [text, setText] = useState('')
  const all = useMemo(() => matrixOf(rows, pipelines), [rows, pipelines])
  const clients = useMemo(() => namedLike(all, text), [all, text])
  const cellAt = ({ row, column }: Place) => clients[row]?.cells[column]
  return (
    <section aria-labelledby="matrix" className="stack-close">
      <div className="section-head">
        <div className="section-title">
          <h2 id="matrix">All clients</h2>
          <ClientFilter text={text} shown={clients.length} total={all.length} onChange={setText} />
        </div>
        <Legend />
      </div>
      <ScrollGrid
        label="Clients and their pipelines"
        className="monday-matrix"
        corner="Client"
        columns={pipelines.map(pipeline => ({ key: pipeline, head: pipeline }))}
        rowCount={clients.length}
        rowHeight={rowHeight}
        headWidth={isNarrow ? 8.5 : 10}
        columnWidth={isNarrow ? 10 : 13.5}
        rowHead={row => <ClientHead client={clients[row]} />}
        cell={at => <CellMarks row={cellAt(at)} />}
        cellLabel={at => cellWords(clients[at.row], cellAt(at), pipelines[at.column])}
        onOpen={at => {
          const path = pathOfCell(cellAt(at))
          if (path !== undefined) go(path)
        }}
      />
      <ZoneNote many />
    </section>
  )
}

function ClientHead({ client }: { readonly client: ClientRow | undefined }) {
  return (
    <>
      <span className="cut strong">{client?.label}</span>
      <span className="cut quiet tiny">{client?.zone}</span>
    </>
  )
}

function CellMarks({ row }: { readonly row: OverviewRow | undefined }) {
  if (row === undefined) return <span className="quiet">–</span>
  const { tone, word } = statusLook(row.state)
  const isQuiet = row.state === 'good' || row.state === 'never' || row.state === 'learning'
  return (
    <>
      <span className="run-marks">
        {row.runs.map(run => (
          <RunMark key={run.run} run={run} zone={row.zone} />
        ))}
      </span>
      <span className="cell-words cut">
        {isQuiet ? (
          <NextRun row={row} />
        ) : (
          <span className={`tone-${tone}`} title={row.reason}>
            {word}
          </span>
        )}
      </span>
    </>
  )
}

function NextRun({ row: { nextRun, zone, paused, runs } }: { readonly row: OverviewRow }) {
  if (paused !== undefined) return <span className="quiet">paused</span>
  if (nextRun !== undefined) {
    return (
      <span className="quiet tiny">
        next <Instant at={nextRun} zone={zone} />
      </span>
    )
  }
  return <span className="quiet tiny">{runs.length === 0 ? 'by hand, never ran' : ''}</span>
}

function RunMark({ run, zone }: { readonly run: OverviewCell; readonly zone: string }) {
  const { word } = statusLook(run.state)
  return (
    <Link
      href={pathTo.run(run.run)}
      tabIndex={-1}
      className={run.state === 'good' ? 'run-mark calm' : 'run-mark'}
      title={`${word} · as of ${when(run.asOf, zone, 'date')}`}
      onClick={event => event.stopPropagation()}
    >
      <StatusMark status={run.state} />
    </Link>
  )
}

function Legend() {
  return (
    <ul className="legend" aria-label="Marks">
      {['good', 'warnings', 'running', 'blocked', 'failed', 'late', 'missing'].map(state => (
        <li key={state}>
          <StatusMark status={state} /> {statusLook(state).word}
        </li>
      ))}
    </ul>
  )
}

function cellWords(client: ClientRow | undefined, row: OverviewRow | undefined, pipeline = ''): string {
  if (row === undefined) return `${client?.label ?? ''} has no ${pipeline}`
  const past = row.runs.map(({ state }) => statusLook(state).word).join(', ')
  const runs = past === '' ? 'no runs' : `last runs, the newest at the end: ${past}`
  return `${client?.label ?? row.deployment}, ${pipeline}: ${statusLook(row.state).word}; ${runs}`
}

function pathOfCell(row: OverviewRow | undefined): string | undefined {
  if (row === undefined) return undefined
  const last = row.runs.at(-1)
  return last === undefined ? pathTo.deployment(row.pipeline, row.deployment) : pathTo.run(last.run)
}
