import {
  bandsOf,
  candidates,
  edgesOf,
  errorsThatChange,
  falseAlarmsPerTest,
  injectedErrors,
  isReported,
  measureError,
  measureLoads,
  suggestChecks,
  type InjectedError,
  type LoadValues,
  type SuggestedCheck,
} from '@sluice/core'
import type { OpenLoads } from './loads.ts'

/** Loads that checks are suggested from, and the next ones, in which they are tried. */
export const split = { learned: 60, tried: 28 } as const

/** What the suggested checks found of one error in the loads that they were not chosen by. */
export interface ErrorResult {
  readonly family: string
  readonly name: string
  readonly caught: number
  readonly tried: number
  /** Good loads in which a check of the columns that the error changes was wrong. */
  readonly falseAlarms: number
}

/** What came of a data set. */
export interface InjectionResult {
  readonly checks: readonly SuggestedCheck[]
  /** Expected by the loads that checks were chosen by. */
  readonly expected: number
  readonly errors: readonly ErrorResult[]
  /** Good loads with a false alarm of any check. */
  readonly falseLoads: number
}

/** Suggests checks from the first loads, and tries them on the next, as they are and with every error. */
export async function inject({ data, table, schema, at }: OpenLoads): Promise<InjectionResult> {
  const edges = await edgesOf(data, table, schema, split.learned)
  const all = candidates(schema, edges)
  const clean = await measureLoads(data, table, all, at.length)
  const broken: { error: InjectedError; values: LoadValues }[] = []
  for (const error of await errorsThatChange(data, table, schema, injectedErrors(schema))) {
    broken.push({ error, values: await measureError(data, table, all, clean, error) })
  }
  const first = <T>(values: readonly T[]) => values.slice(0, split.learned)
  const falseAlarms = falseAlarmsPerTest()
  const suggestion = suggestChecks(
    all,
    {
      at: first(at),
      clean: clean.map(first),
      broken: broken.map(({ error, values }) => ({ error, values: values.map(first) })),
    },
    { falseAlarms, perDay: 1 / 30, minGain: 0.0002 },
  )
  const judges = suggestion.checks.map(({ candidate, minChange }) => {
    const index = all.indexOf(candidate)
    const bands = bandsOf(clean[index] ?? [], at, candidate.scale, falseAlarms)
    return (values: LoadValues, load: number) => {
      const band = bands[load]
      return band !== undefined && isReported(values[index]?.[load], band, candidate.scale, minChange)
    }
  })
  const loads = Array.from(
    { length: Math.min(split.tried, at.length - split.learned) },
    (_, i) => split.learned + i,
  )
  // What changes rows changes every column: then the case is the load, and all checks count.
  const concerned = (changes: readonly string[] | undefined) =>
    judges.filter((_, i) => {
      const own = suggestion.checks[i]?.candidate.column
      return changes === undefined || own === undefined || changes.includes(own)
    })
  const reported = (some: typeof judges, values: LoadValues) =>
    loads.filter(load => some.some(judge => judge(values, load))).length
  return {
    checks: suggestion.checks,
    expected: suggestion.catches,
    falseLoads: reported(judges, clean),
    errors: broken.map(({ error: { name, family, changes }, values }) => ({
      family,
      name,
      caught: reported(concerned(changes), values),
      tried: loads.length,
      falseAlarms: reported(concerned(changes), clean),
    })),
  }
}
