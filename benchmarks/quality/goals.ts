import type { CopyResult } from './copies.ts'
import type { DriftCell } from './drift.ts'
import { ceilingOf, type CleanRun, type Incident, type VolumeCell } from './volume.ts'

/** A goal that was set before, and what was measured. */
export interface Goal {
  readonly what: string
  readonly goal: string
  readonly measured: number
  readonly isMet: boolean
  /** What is possible at best, where a goal is about what is seen; see `isSeenAtBest`. */
  readonly ceiling?: number
  /** The goal is above what is possible. */
  readonly isOutOfReach: boolean
}

/** The results that goals are about. */
export interface QualityResults {
  readonly volume: readonly VolumeCell[]
  readonly clean: readonly CleanRun[]
  readonly copies: readonly CopyResult[]
  readonly drift: readonly DriftCell[]
  /** How many clients the incidents were injected into. */
  readonly clients: number
}

const alone = 'sluice, alone'
const pooled = 'sluice, 20 siblings'

/**
 * Every goal, met or not. Those of volume are set for clients like the agency's, and shown for the others too: there
 * the chance of small counts and heavy tails leave less to be seen, see the row of who knows mean and noise.
 */
export function goalsOf({ volume, clean, copies, drift, clients }: QualityResults): readonly Goal[] {
  const drifted = (rows: number, factor: number) =>
    mean(
      drift
        .filter(cell => cell.detector === 'sluice' && cell.rows === rows && cell.factor === factor)
        .map(cell => cell.reported),
    )
  const copied = (start: string) =>
    mean(copies.filter(({ what }) => what.startsWith(start)).map(({ found, of }) => found / of))
  const names = [...new Set(volume.map(({ population }) => population))]
  return [
    ...names.flatMap(name => volumeGoals(name, { volume, clean, clients })),
    atLeast('exact copy of an earlier load', 1, copied('an exact copy')),
    atLeast('copy with 98 % of the rows', 0.95, copied('98 %')),
    atMost('copies seen in new loads', 0.001, copied('a new load')),
    atLeast('spend × 1.25, 10,000 rows', 0.95, drifted(10_000, 1.25)),
    atMost('drift reported without any, 200 rows', 0.005, drifted(200, 1)),
  ]
}

function volumeGoals(
  population: string,
  { volume, clean, clients }: Pick<QualityResults, 'volume' | 'clean' | 'clients'>,
): readonly Goal[] {
  const cells = volume.filter(cell => cell.population === population)
  const reported = (detector: string, history: number, incident: Incident) =>
    mean(
      cells
        .filter(cell => cell.detector === detector && cell.history === history)
        .map(cell => cell.reported[incident]),
    )
  const ours = cells.filter(({ detector }) => detector === alone || detector === pooled)
  const alarms = (detector: string) => {
    const runs = clean.filter(run => run.detector === detector && run.population === population)
    return sum(runs.map(run => run.alarms)) / sum(runs.map(run => run.tests))
  }
  const seen = (share: number, detector: string, history: number, incident: Incident) => {
    const how = detector === alone ? 'alone' : 'with siblings'
    const what = `${incident} at ${history} days, ${how}`
    const ceiling = ceilingOf(population, history, incident, clients)
    const goal = atLeast(what, share, reported(detector, history, incident))
    return { ...goal, ceiling, isOutOfReach: ceiling < share }
  }
  const goals = [
    atLeast(
      'empty load, from the first earlier run on',
      1,
      Math.min(...ours.map(cell => cell.reported.empty)),
    ),
    seen(0.97, alone, 7, '-80 %'),
    seen(0.97, pooled, 7, '-80 %'),
    seen(0.97, alone, 7, '×2'),
    seen(0.97, pooled, 7, '×2'),
    seen(0.9, alone, 28, '-40 %'),
    seen(0.9, pooled, 28, '-40 %'),
    seen(0.75, pooled, 7, '-40 %'),
    atMost('false alarms per test, alone', 0.001, alarms(alone)),
    atMost('false alarms per test, with siblings', 0.001, alarms(pooled)),
  ]
  return goals.map(goal => ({ ...goal, what: `${population}: ${goal.what}` }))
}

function atLeast(what: string, goal: number, measured: number): Goal {
  return { what, goal: `≥ ${percent(goal)}`, measured, isMet: measured >= goal, isOutOfReach: false }
}

function atMost(what: string, goal: number, measured: number): Goal {
  return { what, goal: `≤ ${percent(goal)}`, measured, isMet: measured <= goal, isOutOfReach: false }
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(3))} %`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
