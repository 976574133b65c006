import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** One of several views of a thing. */
export interface Tab {
  readonly key: string
  readonly name: string
  /** How many things it holds. */
  readonly count?: number | undefined
  readonly content: ReactNode
}

/** Views of a thing, one at a time; arrows move between their names. */
export function Tabs({
  label,
  tabs,
  chosen,
  onChoose,
}: {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly chosen: string
  readonly onChoose: (key: string) => void
}) {
  return (
    <Radix.Root value={chosen} onValueChange={onChoose} className="tabs">
      <Radix.List aria-label={label} className="tab-list">
        {tabs.map(({ key, name, count }) => (
          <Radix.Trigger key={key} value={key}>
            {name}
            {count !== undefined && count > 0 && <span className="quiet"> {count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(({ key, content }) => (
        <Radix.Content key={key} value={key} className="tab-content">
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
