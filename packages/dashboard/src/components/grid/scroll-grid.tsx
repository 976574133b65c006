import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import { clamped, moved, type Place } from './place.ts'

/** What a grid shows and does; rows and columns are counted from 0. */
export interface ScrollGridProps {
  readonly label: string
  readonly corner: ReactNode
  readonly columns: readonly { readonly key: string; readonly head: ReactNode }[]
  readonly rowCount: number
  readonly rowHeight: number
  /** Least widths of the heads of rows and of a column, in rem; they share what is left. */
  readonly headWidth: number
  readonly columnWidth: number
  /** How much of what is left a column takes against the heads; 0 keeps columns narrow. Default 1. */
  readonly columnShare?: number
  readonly rowHead: (row: number) => ReactNode
  readonly cell: (at: Place) => ReactNode
  /** Cells show only drawings: their words are a label. Else words stand hidden beside what is shown. */
  readonly isDrawn?: boolean
  /** The cell in words, for who does not see it. */
  readonly cellLabel: (at: Place) => string
  readonly onOpen: (at: Place) => void
  readonly isChosen?: (at: Place) => boolean
  /** `extend`: with Shift, or dragged. */
  readonly onMove?: (at: Place, extend: boolean) => void
  /** Begins at the last column: the newest. */
  readonly startAtEnd?: boolean
  readonly className?: string
}

/** A grid of any number of rows with heads that stay in sight; arrows move, Enter opens. */
export function ScrollGrid(props: ScrollGridProps) {
  const { label, columns, rowCount, rowHeight, startAtEnd = false } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<Place>({ row: 0, column: startAtEnd ? columns.length - 1 : 0 })
  const extent = { rows: rowCount, columns: columns.length }
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    scrollPaddingStart: rowHeight * 1.5,
  })
  useEffect(() => {
    if (startAtEnd) scroller.current?.scrollTo({ left: scroller.current.scrollWidth })
  }, [startAtEnd, columns.length])
  const goTo = (place: Place, extend: boolean) => {
    setAt(place)
    props.onMove?.(place, extend)
    rows.scrollToIndex(place.row)
    requestAnimationFrame(() => focusCell(scroller.current, place))
  }
  const onKey = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).matches('[role=gridcell]')) return
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const to = moved(at, event.key, extent)
    if (to !== undefined) goTo(to, event.shiftKey)
    else if (event.key === 'Enter') props.onOpen(at)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const template = templateOf(props)
  const current = clamped(at, extent)
  return (
    <div
      ref={scroller}
      className={`scroll-grid ${props.className ?? ''}`}
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length + 1}
      onKeyDown={onKey}
    >
      <Head grid={props} template={template} />
      <div role="rowgroup" className="grid-body" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="grid-row"
            style={{ ...template, height: rowHeight, transform: `translateY(${start}px)` }}
          >
            <div role="rowheader" className="row-head">
              {props.rowHead(index)}
            </div>
            <Cells grid={props} row={index} current={current} onFocus={setAt} />
          </div>
        ))}
      </div>
    </div>
  )
}

function templateOf({ columns, headWidth, columnWidth, columnShare = 1 }: ScrollGridProps): CSSProperties {
  const column = columnShare === 0 ? `${columnWidth}rem` : `minmax(${columnWidth}rem, ${columnShare}fr)`
  return {
    gridTemplateColumns: `minmax(${headWidth}rem, 1fr) repeat(${columns.length}, ${column})`,
    minWidth: `${headWidth + columns.length * columnWidth}rem`,
  }
}

function Head({ grid, template }: { readonly grid: ScrollGridProps; readonly template: CSSProperties }) {
  return (
    <div role="row" aria-rowindex={1} className="grid-row grid-head" style={template}>
      <div role="columnheader" className="row-head">
        {grid.corner}
      </div>
      {grid.columns.map(({ key, head }) => (
        <div key={key} role="columnheader">
          {head}
        </div>
      ))}
    </div>
  )
}

function Cells({
  grid,
  row,
  current,
  onFocus,
}: {
  readonly grid: ScrollGridProps
  readonly row: number
  readonly current: Place
  readonly onFocus: (at: Place) => void
}) {
  return grid.columns.map(({ key }, column) => (
    <Cell
      key={key}
      grid={grid}
      at={{ row, column }}
      isCurrent={current.row === row && current.column === column}
      onFocus={onFocus}
    />
  ))
}

function Cell({
  grid,
  at,
  isCurrent,
  onFocus,
}: {
  readonly grid: ScrollGridProps
  readonly at: Place
  readonly isCurrent: boolean
  readonly onFocus: (at: Place) => void
}) {
  const { onMove, isChosen, cell, cellLabel, onOpen, isDrawn = false } = grid
  const selects = onMove !== undefined
  return (
    <div
      role="gridcell"
      tabIndex={isCurrent ? 0 : -1}
      aria-label={isDrawn ? cellLabel(at) : undefined}
      title={isDrawn ? cellLabel(at) : undefined}
      data-at={`${at.row},${at.column}`}
      aria-selected={isChosen === undefined ? undefined : isChosen(at)}
      onFocus={() => !isCurrent && onFocus(at)}
      onMouseDown={event => selects && event.button === 0 && onMove(at, event.shiftKey)}
      onMouseEnter={event => selects && event.buttons === 1 && onMove(at, true)}
      onClick={() => !selects && onOpen(at)}
      onDoubleClick={() => selects && onOpen(at)}
    >
      {isDrawn ? cell(at) : <WordyCell words={cellLabel(at)}>{cell(at)}</WordyCell>}
    </div>
  )
}

function WordyCell({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="visually-hidden">{words}</span>
      <span className="cell-drawing" aria-hidden="true">
        {children}
      </span>
    </>
  )
}

function focusCell(scroller: HTMLElement | null, { row, column }: Place): void {
  scroller?.querySelector<HTMLElement>(`[data-at="${row},${column}"]`)?.focus({ preventScroll: false })
}
