import type { Grid } from '@sluice/server'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { contains, type Area, type Place } from '../../components/grid/place.ts'
import { ScrollGrid } from '../../components/grid/scroll-grid.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { counted } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { statusLook } from '../../format/status.ts'
import { BackfillDialog } from './backfill-dialog.tsx'
import { columnHead } from './column-head.ts'
import { chosenOf, type Chosen } from './selection.ts'

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
  const single = area !== undefined && chosen?.intervals === 1 ? cellAt(area.to)?.run : undefined
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
        isDrawn
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
      <SelectionBar
        chosen={chosen}
        single={single}
        onFill={() => setFilling(true)}
        onLeave={() => setArea(undefined)}
      />
      {isFilling && chosen !== undefined && (
        <BackfillDialog pipeline={grid.pipeline} chosen={chosen} onClose={() => setFilling(false)} />
      )}
    </section>
  )
}

function SelectionBar({
  chosen,
  single,
  onFill,
  onLeave,
}: {
  readonly chosen: Chosen | undefined
  /** The run of the only interval that is chosen. */
  readonly single: string | undefined
  readonly onFill: () => void
  readonly onLeave: () => void
}) {
  if (chosen === undefined) {
    return (
      <p className="selection-bar quiet small">
        Enter or a double click opens a run. Days are those of each client’s own zone.
      </p>
    )
  }
  return (
    <div className="selection-bar">
      <span aria-live="polite">
        {counted(chosen.deployments.length, 'client')}, {chosen.from} to before {chosen.to}:{' '}
        {counted(chosen.intervals, 'interval')}
      </span>
      <button type="button" className="button primary tight" onClick={onFill}>
        Backfill …
      </button>
      {single !== undefined && (
        <Link href={pathTo.run(single)} className="button tight">
          Open run
        </Link>
      )}
      <button type="button" className="button plain tight" onClick={onLeave}>
        Let go
      </button>
    </div>
  )
}

function CellMark({ state }: { readonly state: string | undefined }) {
  return state === undefined ? null : <StatusMark status={state} />
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
