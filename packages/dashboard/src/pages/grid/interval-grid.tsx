import type { Grid } from '@sluice/server'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { contains, type Area, type Place } from '../../components/grid/place.ts'
import { ScrollGrid } from '../../components/grid/scroll-grid.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { counted } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { statusLook } from '../../format/status.ts'
import { BackfillDialog } from './backfill-dialog.tsx'
import { columnHead } from './column-head.ts'
import { chosenOf } from './selection.ts'

const rowHeight = 34
const columnRem = { day: 2.1, minute: 2.9 } as const

/** The grid itself with a range that can be chosen. */
export function IntervalGrid({ grid, items }: { readonly grid: Grid; readonly items: Grid['items'] }) {
  const [, go] = useLocation()
  const [area, setArea] = useState<Area>()
  const [isFilling, setFilling] = useState(false)
  const { columns } = grid
  const chosen = area && chosenOf(area, items, columns)
  const cellAt = ({ row, column }: Place) => items[row]?.cells[column] ?? undefined
  const label = (row: number) => items[row]?.label ?? items[row]?.deployment ?? ''
  return (
    <section
      aria-label="Grid"
      className="stack-close"
      onKeyDown={event => event.key === 'Escape' && setArea(undefined)}
    >
      <ScrollGrid
        label={`Clients and intervals of ${grid.pipeline}`}
        className="interval-grid"
        corner="Client"
        columns={columns.map((column, i) => ({
          key: column,
          head: <Head column={column} before={columns[i - 1]} />,
        }))}
        rowCount={items.length}
        rowHeight={rowHeight}
        headWidth={11}
        columnWidth={columnRem[grid.unit]}
        columnShare={0}
        startAtEnd
        rowHead={row => <span className="cut">{label(row)}</span>}
        cell={at => <CellMark state={cellAt(at)?.state} />}
        cellLabel={at =>
          `${label(at.row)}, ${columns[at.column] ?? ''}: ${statusLook(cellAt(at)?.state ?? 'nothing due').word}`
        }
        isChosen={at => area !== undefined && contains(area, at)}
        onMove={(at, extend) =>
          setArea(before => ({ from: extend && before !== undefined ? before.from : at, to: at }))
        }
        onOpen={at => {
          const run = cellAt(at)?.run
          if (run !== undefined) go(pathTo.run(run))
        }}
      />
      <div className="selection-bar">
        {chosen === undefined ? (
          <span className="quiet small">
            Enter or a double click opens a run. Days are those of each client’s own zone.
          </span>
        ) : (
          <>
            <span aria-live="polite">
              {counted(chosen.deployments.length, 'client')}, {chosen.from} to before {chosen.to}:{' '}
              {counted(chosen.intervals, 'interval')}
            </span>
            <button type="button" className="button primary tight" onClick={() => setFilling(true)}>
              Backfill …
            </button>
            <button type="button" className="button plain tight" onClick={() => setArea(undefined)}>
              Let go
            </button>
          </>
        )}
      </div>
      {isFilling && chosen !== undefined && (
        <BackfillDialog pipeline={grid.pipeline} chosen={chosen} onClose={() => setFilling(false)} />
      )}
    </section>
  )
}

function CellMark({ state }: { readonly state: string | undefined }) {
  if (state === undefined) return null
  return (
    <span className={state === 'good' ? 'calm' : ''}>
      <StatusMark status={state} />
    </span>
  )
}

function Head({ column, before }: { readonly column: string; readonly before: string | undefined }) {
  const { month, day, clock } = columnHead(column, before)
  return (
    <span className="interval-head">
      <b>{month}</b>
      <span>{day}</span>
      {clock !== undefined && <span>{clock}</span>}
    </span>
  )
}
