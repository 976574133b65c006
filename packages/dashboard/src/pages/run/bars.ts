import type { RunStep } from '@sluice/server'
import { duration } from '../../format/numbers.ts'

/** A bar of the gantt, in shares of the whole time. */
export interface Bar {
  readonly step: RunStep
  readonly left: number
  readonly width: number
  readonly seconds: number
}

/** The bars of a run with the time they cover. */
export interface Bars {
  readonly bars: readonly Bar[]
  readonly seconds: number
}

const leastSeconds = 0.001

/** Where each step lies in the time of its run, up to `now`; a step without a start has no bar. */
export function barsOf(steps: readonly RunStep[], now: number): Bars {
  const spans = steps.map(step => spanOf(step, now))
  const known = spans.filter(span => span !== undefined)
  const first = Math.min(...known.map(({ start }) => start))
  const last = Math.max(...known.map(({ end }) => end))
  const seconds = known.length === 0 ? 0 : Math.max(leastSeconds, (last - first) / 1000)
  const bars = steps.map((step, i): Bar => {
    const span = spans[i]
    if (span === undefined) return { step, left: 0, width: 0, seconds: 0 }
    return {
      step,
      left: (span.start - first) / 1000 / seconds,
      width: (span.end - span.start) / 1000 / seconds,
      seconds: step.status === 'running' ? (span.end - span.start) / 1000 : step.seconds,
    }
  })
  return { bars, seconds }
}

function spanOf({ startedAt, finishedAt, seconds, status }: RunStep, now: number) {
  if (startedAt === undefined) return undefined
  const start = Date.parse(startedAt)
  if (status === 'running') return { start, end: Math.max(start, now) }
  return { start, end: finishedAt === undefined ? start + seconds * 1000 : Date.parse(finishedAt) }
}

const nice = [1, 2, 5] as const

/** Marks of a time axis in seconds, two to six of them, from 0. */
export function ticksOf(seconds: number): readonly number[] {
  if (seconds <= 0) return [0]
  const power = 10 ** Math.floor(Math.log10(seconds / 5))
  const step = nice.map(by => by * power).find(by => seconds / by <= 5) ?? 10 * power
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, i) =>
    Number((i * step).toPrecision(6)),
  )
}

/** A mark as it is written on an axis of so many seconds: below half a second all in milliseconds. */
export function tickText(tick: number, seconds: number): string {
  if (tick === 0) return '0'
  return seconds < 0.5 ? `${Number((tick * 1000).toPrecision(4))}\u00A0ms` : duration(tick)
}
