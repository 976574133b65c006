import type { ReactNode } from 'react'
import { Command } from './command.tsx'

/** An empty page that says what it is for and how to fill it. */
export function Teach({
  title,
  command,
  children,
}: {
  readonly title: string
  readonly command?: string
  readonly children: ReactNode
}) {
  return (
    <div className="teach">
      <h2>{title}</h2>
      <p>{children}</p>
      {command !== undefined && <Command text={command} />}
    </div>
  )
}
