import { learnerKind } from '../models/learners.ts'
import type { Learner } from '../models/learner.ts'
import { OptionInvalid } from '../models/option-invalid.ts'
import { seededRandom } from '../random/seeded-random.ts'
import { endsOf, valueAt, type OptionValue } from './range.ts'
import type { SearchOptions } from './search-options.ts'

/** Options of a learner that one trial tries. */
export type Candidate = Readonly<Record<string, OptionValue>>

/**
 * The sets of options that are tried, the same for the same seed. Each option is drawn from as many equal parts of its
 * range as there are trials (a Latin hypercube), so that few trials cover it.
 *
 * @throws OptionInvalid when the learner has no such option or refuses a value of a range.
 */
export function candidatesOf(
  learner: Learner,
  { over, trials = 27, seed = 0 }: SearchOptions,
): readonly Candidate[] {
  const names = Object.keys(over).toSorted()
  if (names.length === 0) {
    throw new OptionInvalid({ of: 'search', option: 'over', value: 'empty', expected: 'ranges of options' })
  }
  for (const name of names) {
    const range = over[name] as (typeof over)[string]
    for (const value of endsOf(range)) withOptions(learner, { [name]: value })
  }
  const random = seededRandom(seed)
  const columns = names.map(name => {
    const parts = shuffled(trials, random)
    return parts.map(part => valueAt(over[name] as (typeof over)[string], (part + random()) / trials))
  })
  const candidates = Array.from({ length: trials }, (_, trial) =>
    Object.fromEntries(names.map((name, i) => [name, columns[i]?.[trial] as OptionValue])),
  )
  // Between valid ends there may be none: 7.5 leaves.
  for (const candidate of candidates) withOptions(learner, candidate)
  return candidates
}

/**
 * The learner with some options changed.
 *
 * @throws OptionInvalid
 */
export function withOptions(learner: Learner, changes: Candidate): Learner {
  const { tune } = learnerKind(learner.kind)
  if (tune === undefined) {
    throw new OptionInvalid({
      of: 'search',
      option: 'over',
      value: Object.keys(changes).join(', '),
      expected: `options of a learner that can be searched; "${learner.kind}" has none`,
    })
  }
  return tune(learner, changes)
}

function shuffled(count: number, random: () => number): readonly number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}
