import { number, quote } from '../../checks/wording.ts'

/** Contributions of one feature to the scores of rows: of a linear model weight × value, of trees SHAP values. */
export interface FeatureContributions {
  readonly name: string
  /** Of rows of the reference, and of the rows that are judged. */
  readonly before: readonly number[] | Float64Array
  readonly now: readonly number[] | Float64Array
}

/** What one feature has to do with a shift of the mean margin. */
export interface FeatureShift {
  readonly name: string
  /** Change of its mean contribution; those of all features sum to the change of the mean margin. */
  readonly change: number
  /** Standard error of the change. */
  readonly error: number
  /** Share of the whole of all changes, whatever their signs. */
  readonly share: number
}

/** A shift of the mean margin, by features. */
export interface ScoreAttribution {
  /** Change of the mean margin. */
  readonly change: number
  /** The features that changed most first. */
  readonly features: readonly FeatureShift[]
  readonly message: string
}

const shownShare = 0.1

/** Divides a shift of the mean margin among the features by their mean contributions before and now. */
export function attributeShift(contributions: readonly FeatureContributions[]): ScoreAttribution {
  const changes = contributions.map(({ name, before, now }) => {
    const [a, b] = [momentsOf(before), momentsOf(now)]
    return { name, change: b.mean - a.mean, error: Math.sqrt(a.variance / a.rows + b.variance / b.rows) }
  })
  const whole = changes.reduce((sum, { change }) => sum + Math.abs(change), 0)
  const features = changes
    .map(found => ({ ...found, share: whole === 0 ? 0 : Math.abs(found.change) / whole }))
    .toSorted((a, b) => b.share - a.share)
  const change = changes.reduce((sum, found) => sum + found.change, 0)
  const named = features
    .filter(({ share, change: own, error }) => share >= shownShare && Math.abs(own) > 2 * error)
    .map(({ name, change: own }) => `${quote(name)} ${signed(own)}`)
  const by = named.length === 0 ? 'no feature stands out' : named.join(', ')
  return { change, features, message: `mean margin ${signed(change)}: ${by}` }
}

function momentsOf(values: ArrayLike<number>) {
  let [mean, squares] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const gap = (values[i] as number) - mean
    mean += gap / (i + 1)
    squares += gap * ((values[i] as number) - mean)
  }
  return { rows: Math.max(1, values.length), mean, variance: squares / Math.max(1, values.length - 1) }
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '-'}${number(Math.abs(value))}`
}
