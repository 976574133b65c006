import { useQuery } from '@tanstack/react-query'
import type { Run } from '@sluice/server'
import { useEffect, useRef, useState } from 'react'
import { Card } from '../../components/card.tsx'
import { LinkedText } from '../../components/linked-text.tsx'
import { Instant } from '../../components/instant.tsx'
import { eventsQuery } from '../../data/runs.ts'

interface Line {
  readonly id: number
  readonly at: string
  readonly step?: string | undefined
  readonly level: 'info' | 'warn' | 'error'
  readonly text: string
}

const levels = ['info', 'warn', 'error'] as const
const levelWords = { info: 'everything', warn: 'warnings and errors', error: 'errors' } as const
const mostLines = 2000

/** What was said while the run went on; of one step while one is chosen and wanted. */
export function RunLog({
  run,
  chosen,
  onChoose,
}: {
  readonly run: Run
  readonly chosen: string | undefined
  readonly onChoose: (step: string) => void
}) {
  const [least, setLeast] = useState<(typeof levels)[number]>('info')
  const [isOwn, setOwn] = useState(false)
  const [isWhole, setWhole] = useState(false)
  const events = useQuery({ ...eventsQuery(run.id), enabled: isWhole })
  const all: readonly Line[] = isWhole && events.data !== undefined ? events.data : run.log
  const shown = all
    .filter(({ level }) => levels.indexOf(level) >= levels.indexOf(least))
    .filter(({ step }) => !isOwn || chosen === undefined || step === chosen)
    .slice(-mostLines)
  return (
    <Card
      title="Log"
      flush
      note={
        <span className="log-choices">
          <label>
            <input type="checkbox" checked={isOwn} onChange={event => setOwn(event.target.checked)} /> only
            the chosen step
          </label>
          <label>
            <input type="checkbox" checked={isWhole} onChange={event => setWhole(event.target.checked)} />{' '}
            every event
          </label>
          <label>
            <span className="visually-hidden">Level</span>
            <select value={least} onChange={event => setLeast(event.target.value as 'info')}>
              {levels.map(level => (
                <option key={level} value={level}>
                  {levelWords[level]}
                </option>
              ))}
            </select>
          </label>
        </span>
      }
    >
      <Lines lines={shown} zone={run.zone} chosen={chosen} onChoose={onChoose} />
    </Card>
  )
}

function Lines({
  lines,
  zone,
  chosen,
  onChoose,
}: {
  readonly lines: readonly Line[]
  readonly zone: string
  readonly chosen: string | undefined
  readonly onChoose: (step: string) => void
}) {
  const ref = useRef<HTMLOListElement>(null)
  const last = lines.at(-1)?.id
  // The newest line stays in sight unless somebody has scrolled up to read.
  useEffect(() => {
    const list = ref.current
    if (list !== null && list.scrollHeight - list.scrollTop - list.clientHeight < list.clientHeight) {
      list.scrollTop = list.scrollHeight
    }
  }, [last])
  if (lines.length === 0) return <p className="quiet pad log-none">Nothing was said here.</p>
  return (
    // oxlint-disable-next-line -- what scrolls must be reachable by keyboard
    <ol className="log" ref={ref} tabIndex={0} aria-label="Lines of the log">
      {lines.map(({ id, at, step, level, text }) => (
        <li key={id} data-level={level} data-chosen={step !== undefined && step === chosen}>
          <span className="quiet">
            <Instant at={at} zone={zone} detail="clock" />
          </span>
          {step === undefined ? (
            <span className="quiet">run</span>
          ) : (
            <button type="button" className="log-step cut" onClick={() => onChoose(step)}>
              {step}
            </button>
          )}
          <span>
            {level !== 'info' && <b className="log-level">{level === 'warn' ? 'Warning: ' : 'Error: '}</b>}
            <LinkedText text={text} />
          </span>
        </li>
      ))}
    </ol>
  )
}
