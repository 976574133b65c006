import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './chart.css'
import { plain } from '../../format/numbers.ts'
import { when } from '../../format/when.ts'
import { useTheme } from './use-theme.ts'

/** Numbers over time; null where there is none. */
export interface Series {
  readonly name: string
  readonly values: readonly (number | null)[]
  /** Default: the first is the accent. */
  readonly tone?: 'accent' | 'quiet' | 'second' | undefined
}

/** Where values are expected. */
export interface Band {
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
}

interface ChartProps {
  /** What it shows, in a sentence, for who does not see it. */
  readonly label: string
  readonly zone: string
  /** Instants, ascending. */
  readonly at: readonly string[]
  readonly series: readonly Series[]
  readonly band?: Band | undefined
  /** The axis begins at 0. */
  readonly fromZero?: boolean
  readonly height?: number
}

/** Lines over time, with a band of what was expected. */
export function LineChart(props: ChartProps) {
  const { label, height = 210 } = props
  const ref = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  const key = JSON.stringify(props)
  useEffect(() => {
    const box = ref.current
    if (box === null) return
    const { at, series, band, zone, fromZero = false } = JSON.parse(key) as ChartProps
    const options = optionsOf(box, { series, band, zone, fromZero, height })
    const data = [
      at.map(instant => Date.parse(instant) / 1000),
      ...(band === undefined ? [] : [[...band.high], [...band.low]]),
      ...series.map(({ values }) => [...values]),
    ] as uPlot.AlignedData
    const chart = new uPlot(options, data, box)
    const observer = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height }))
    observer.observe(box)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }, [key, height, theme])
  return <div ref={ref} className="chart" role="img" aria-label={label} />
}

interface Drawn {
  readonly series: readonly Series[]
  readonly band: Band | undefined
  readonly zone: string
  readonly fromZero: boolean
  readonly height: number
}

const tones = { accent: '--accent', quiet: '--mark', second: '--caution-mark' } as const

function optionsOf(box: HTMLElement, { series, band, zone, fromZero, height }: Drawn): uPlot.Options {
  const css = getComputedStyle(box)
  const colour = (name: string) => css.getPropertyValue(name).trim()
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `11px ${css.fontFamily}`,
  }
  const value = (_: uPlot, number: number | null) => plain(number, 5)
  const lines = series.map(({ name, tone = 'accent' }, i): uPlot.Series => ({
    label: name,
    stroke: colour(tones[i === 1 && tone === 'accent' ? 'second' : tone]),
    width: 2,
    points: { show: true, size: 5, fill: colour('--card') },
    value,
  }))
  const edge = (label: string): uPlot.Series => ({
    label,
    stroke: 'transparent',
    points: { show: false },
    value,
  })
  return {
    width: box.clientWidth,
    height,
    padding: [8, 12, 0, 0],
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), zone),
    cursor: { points: { size: 7 }, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true, range: (_, least, most) => rangeOf(least, most, false, edgeRoom) },
      y: { range: (_, least, most) => rangeOf(least, most, fromZero) },
    },
    axes: [
      {
        ...axis,
        space: 90,
        size: 28,
        values: (_, splits) => splits.map(at => when(at * 1000, zone, 'day-month')),
      },
      { ...axis, size: 58, values: (_, splits) => splits.map(split => plain(split, 6)) },
    ],
    series: [
      {
        label: 'as of',
        value: (_, seconds: number | null) => (seconds === null ? '–' : when(seconds * 1000, zone, 'date')),
      },
      ...(band === undefined ? [] : [edge('at most'), edge('at least')]),
      ...lines,
    ],
    ...(band !== undefined && { bands: [{ series: [1, 2], fill: colour('--band') }] }),
  }
}

const room = 0.12
const edgeRoom = 0.02

function rangeOf(
  least: number | null,
  most: number | null,
  fromZero: boolean,
  share = room,
): [number, number] {
  const [low, high] = [fromZero ? Math.min(0, least ?? 0) : (least ?? 0), most ?? 1]
  const space = (high - low || Math.abs(high) || 1) * share
  return [fromZero && low === 0 ? 0 : low - space, high + space]
}
