import { useId, type ReactNode } from 'react'

/** A part of a page with a heading of its own. */
export function Card({
  title,
  note,
  flush = false,
  children,
}: {
  readonly title: string
  readonly note?: ReactNode
  /** The content goes to the edges: tables, charts with their own margin. */
  readonly flush?: boolean
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section className="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="quiet small">{note}</span>}
      </header>
      {flush ? children : <div className="pad">{children}</div>}
    </section>
  )
}

/** A table that scrolls sideways by itself where it is too wide, reachable by keyboard. */
export function TableScroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // oxlint-disable-next-line -- a region that scrolls must be reachable by keyboard
    <div className="table-scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
