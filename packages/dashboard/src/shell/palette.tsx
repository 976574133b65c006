import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import { Modal } from '../components/modal.tsx'
import { foundQuery } from '../data/search.ts'
import { usePlaces } from './places.tsx'

interface Choice {
  readonly path: string
  readonly kind: string
  readonly title: string
  readonly note?: string
}

/** Search over everything: pages, clients, runs, datasets, models, incidents. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [, go] = useLocation()
  const list = useId()
  const asked = useDeferredValue(text.trim())
  const found = useQuery(foundQuery(asked))
  const pages: readonly Choice[] = usePlaces().map(({ path, name }) => ({ path, kind: 'page', title: name }))
  const choices = [...pages.filter(({ title }) => matches(title, asked)), ...(found.data ?? [])]
  const chosen = Math.min(at, Math.max(0, choices.length - 1))
  const open = (choice: Choice | undefined) => {
    if (choice === undefined) return
    onClose()
    go(choice.path)
  }
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined) setAt((chosen + by + choices.length) % Math.max(1, choices.length))
    else if (event.key === 'Enter') open(choices[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Modal label="Search" kind="palette" onClose={onClose}>
      <div className="palette-body">
        <input
          // oxlint-disable-next-line -- the dialog is opened to type here
          autoFocus
          type="search"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={choices.length > 0 ? `${list}-${chosen}` : undefined}
          aria-label="Search for a client, run, dataset, model or incident"
          placeholder="Client, run, dataset, model, incident …"
          value={text}
          onChange={event => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
        <ul id={list} role="listbox" aria-label="Found">
          {choices.map(({ path, kind, title, note }, i) => (
            <li
              key={path}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === chosen}
              onMouseMove={() => setAt(i)}
              onClick={() => open(choices[i])}
              ref={element => {
                if (i === chosen) element?.scrollIntoView({ block: 'nearest' })
              }}
            >
              <span className="quiet small found-kind">{kind}</span>
              <span className="cut">{title}</span>
              {note !== undefined && <span className="quiet small cut">{note}</span>}
            </li>
          ))}
        </ul>
        <p className="quiet small" role="status">
          {said(choices.length, asked, found.isFetching)}
        </p>
      </div>
    </Modal>
  )
}

function matches(title: string, asked: string): boolean {
  return title.toLowerCase().includes(asked.toLowerCase())
}

function said(count: number, asked: string, isFetching: boolean): string {
  if (isFetching) return 'Searching …'
  if (count === 0) return `Nothing is called “${asked}”. A run is found by the first letters of its id.`
  return `${count} found · ↑ ↓ to choose, Enter to open`
}
