import type { RunStep } from '@sluice/server'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { Card } from '../../components/card.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { useTicking } from '../../data/use-ticking.ts'
import { duration } from '../../format/numbers.ts'
import { statusLook } from '../../format/status.ts'
import { barsOf, ticksOf, tickText, type Bar } from './bars.ts'

const rowHeight = 28

/** When each step ran. */
export function Gantt({
  steps,
  isRunning,
  chosen,
  onChoose,
}: {
  readonly steps: readonly RunStep[]
  readonly isRunning: boolean
  readonly chosen: string | undefined
  readonly onChoose: (step: string) => void
}) {
  const now = useTicking(isRunning)
  const { bars, seconds } = useMemo(() => barsOf(steps, now), [steps, now])
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: bars.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const at = steps.findIndex(({ name }) => name === chosen)
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at)
  }, [at, rows])
  return (
    <Card title="Timeline" note={seconds === 0 ? 'nothing has started' : duration(seconds)} flush>
      <div className="gantt" ref={scroller}>
        <Axis seconds={seconds} />
        <ol className="gantt-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const bar = bars[index]
            if (bar === undefined) return null
            return (
              <li key={bar.step.name} style={{ transform: `translateY(${start}px)`, height: rowHeight }}>
                <Row bar={bar} isChosen={bar.step.name === chosen} onChoose={onChoose} />
              </li>
            )
          })}
        </ol>
      </div>
    </Card>
  )
}

function Axis({ seconds }: { readonly seconds: number }) {
  return (
    <div className="gantt-axis" aria-hidden="true">
      <span />
      <div>
        {ticksOf(seconds).map(tick => (
          <span key={tick} style={{ left: `${(tick / Math.max(seconds, 1e-9)) * 100}%` }}>
            {tickText(tick, seconds)}
          </span>
        ))}
      </div>
    </div>
  )
}

function Row({
  bar: { step, left, width, seconds },
  isChosen,
  onChoose,
}: {
  readonly bar: Bar
  readonly isChosen: boolean
  readonly onChoose: (step: string) => void
}) {
  const { tone, word } = statusLook(step.status)
  const hasBar = step.startedAt !== undefined
  const isLate = left + width > 0.82
  return (
    <button
      type="button"
      data-row=""
      className="gantt-row"
      aria-pressed={isChosen}
      onClick={() => onChoose(step.name)}
    >
      <span className="gantt-name">
        <StatusMark status={step.status} />
        <span className="cut">{step.name}</span>
        <span className="visually-hidden">{word}</span>
      </span>
      <span className="gantt-track">
        {hasBar && (
          <span
            className={`gantt-bar bar-${tone}${step.status === 'memoised' ? ' bar-memoised' : ''}`}
            style={{ left: `${left * 100}%`, width: `max(3px, ${width * 100}%)` }}
          />
        )}
        <span
          className="gantt-said"
          style={
            isLate
              ? { right: `calc(${(1 - left) * 100}% + 6px)` }
              : { left: `calc(${(left + width) * 100}% + 6px)` }
          }
        >
          {hasBar ? duration(seconds) : word}
          {step.attempts > 1 && `, ${step.attempts} attempts`}
        </span>
      </span>
    </button>
  )
}
