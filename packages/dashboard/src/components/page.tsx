import { useEffect, type ReactNode } from 'react'

/** A page: its name in the window's title, a heading, what it is for, what can be done. */
export function Page({
  title,
  heading,
  about,
  actions,
  children,
}: {
  readonly title: string
  readonly heading?: ReactNode
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Sluice`
  }, [title])
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{heading ?? title}</h1>
          {about !== undefined && <p>{about}</p>}
        </div>
        {actions !== undefined && <div className="buttons">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
