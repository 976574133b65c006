/** How many false alarms a client may get, which sets the threshold of every test. */
export interface FalseAlarmBudget {
  /** False alarms in `days`; default 1. */
  readonly falseAlarms?: number
  /** Default 30. */
  readonly days?: number
  /** Tests that a client's pipelines make on a day; default 96, which is 12 tables with 8 metrics. */
  readonly testsPerDay?: number
}

/**
 * The share of tests that may be false alarms under a budget: `falseAlarms / (days × testsPerDay)`, at most 0.01.
 * One a month with 96 tests a day is 0.00035.
 */
export function falseAlarmsPerTest(budget: FalseAlarmBudget = {}): number {
  const { falseAlarms = 1, days = 30, testsPerDay = 96 } = budget
  for (const [name, value] of Object.entries({ falseAlarms, days, testsPerDay })) {
    if (value > 0 && Number.isFinite(value)) continue
    throw new RangeError(`${name} of a false-alarm budget must be a number above 0, not ${value}`)
  }
  return Math.min(0.01, falseAlarms / (days * testsPerDay))
}
