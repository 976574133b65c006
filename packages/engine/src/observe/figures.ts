/** A number about runs, as every observer that counts has it. */
export interface Figure {
  readonly kind: 'counter' | 'histogram'
  /** A unit of UCUM: `s`, or what is counted in braces. */
  readonly unit: string
  readonly description: string
  /** Names of its labels. Histograms have no deployment: a thousand clients would be many thousand series. */
  readonly labels: readonly string[]
  /** Upper bounds of a histogram. */
  readonly bounds?: readonly number[]
}

const seconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600]

/** What is counted and measured of runs. */
export const figures = {
  'sluice.runs': {
    kind: 'counter',
    unit: '{run}',
    description: 'Runs that ended',
    labels: ['pipeline', 'deployment', 'status'],
  },
  'sluice.run.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Time from the start of a run to its end',
    labels: ['pipeline', 'status'],
    bounds: seconds,
  },
  'sluice.steps': {
    kind: 'counter',
    unit: '{step}',
    description: 'Steps that ended',
    labels: ['pipeline', 'deployment', 'step', 'status'],
  },
  'sluice.step.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Time of steps that were worked on, all tries together',
    labels: ['pipeline', 'step', 'status'],
    bounds: seconds,
  },
  'sluice.step.queue': {
    kind: 'histogram',
    unit: 's',
    description: 'Time for which steps waited for their turn after all they need had ended',
    labels: ['pipeline', 'step'],
    bounds: seconds,
  },
  'sluice.step.rows': {
    kind: 'counter',
    unit: '{row}',
    description: 'Rows of datasets that steps made',
    labels: ['pipeline', 'deployment', 'step'],
  },
  'sluice.step.retries': {
    kind: 'counter',
    unit: '{try}',
    description: 'Tries of steps that failed and were followed by another',
    labels: ['pipeline', 'deployment', 'step', 'code'],
  },
  'sluice.checks': {
    kind: 'counter',
    unit: '{check}',
    description: 'Checks that were made',
    labels: ['pipeline', 'deployment', 'step', 'check', 'severity', 'status'],
  },
  'sluice.alerts': {
    kind: 'counter',
    unit: '{alert}',
    description: 'Alerts that were sent, or could not be',
    labels: ['pipeline', 'deployment', 'severity', 'sink', 'outcome'],
  },
} as const satisfies Readonly<Record<string, Figure>>

/** A name in {@link figures}. */
export type FigureName = keyof typeof figures
