import type { Grid } from '@sluice/server'
import { ordered, type Area } from '../../components/grid/place.ts'

/** Clients and days of a selection: `to` is the day after the last. */
export interface Chosen {
  readonly deployments: readonly string[]
  readonly from: string
  readonly to: string
  readonly intervals: number
}

/** What a rectangle of the grid stands for; undefined when it holds nothing. */
export function chosenOf(area: Area, items: Grid['items'], columns: readonly string[]): Chosen | undefined {
  const { from, to } = ordered(area)
  const deployments = items.slice(from.row, to.row + 1).map(({ deployment }) => deployment)
  const [first, last] = [columns[from.column], columns[to.column]]
  if (deployments.length === 0 || first === undefined || last === undefined) return undefined
  const rows = items.slice(from.row, to.row + 1)
  const intervals = rows.reduce(
    (sum, { cells }) => sum + cells.slice(from.column, to.column + 1).filter(cell => cell !== null).length,
    0,
  )
  return { deployments, from: first.slice(0, 10), to: dayAfter(last.slice(0, 10)), intervals }
}

/** The next day of the calendar. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
