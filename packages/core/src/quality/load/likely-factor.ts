/** What a change by a round factor usually means. */
export interface LikelyFactor {
  readonly factor: number
  /** In words, such as `100 times as much, as of cents instead of units`. */
  readonly meaning: string
}

const meanings: Readonly<Record<number, string>> = {
  2: 'twice as much, as when a load is there twice',
  10: '10 times as much, as when a digit is added',
  100: '100 times as much, as of cents instead of units, or of percent instead of shares',
  1000: '1,000 times as much, as of thousandths instead of units',
  1_000_000: '1,000,000 times as much, as of micros instead of units',
  0.5: 'half as much, as when one of two parts is missing',
  0.1: 'a tenth, as when a digit is lost',
  0.01: 'a hundredth, as of units instead of cents, or of shares instead of percent',
  0.001: 'a thousandth, as of units instead of thousandths',
  0.000_001: 'a millionth, as of units instead of micros',
}

/**
 * What a ratio of observed to expected looks like, if it is within `tolerance` (a share, default 0.05) of a factor that
 * a change of unit gives.
 */
export function likelyFactor(ratio: number, tolerance = 0.05): LikelyFactor | undefined {
  const factor = Object.keys(meanings)
    .map(Number)
    .find(candidate => Math.abs(Math.log(ratio / candidate)) <= Math.log1p(tolerance))
  return factor === undefined ? undefined : { factor, meaning: meanings[factor] as string }
}
