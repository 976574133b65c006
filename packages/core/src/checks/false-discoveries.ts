/**
 * The share of false alarms that each test of a run may have when so many of them see something at once: the level of
 * Benjamini and Hochberg (1995). One test that stands alone must keep `perTest`; of several the k-th smallest probability
 * may be k times as large, so that what breaks many numbers at once is found in all of them. Where nothing is wrong, an
 * alarm of any of them stays as rare as with `perTest` for each.
 */
export function falseDiscoveryLevel(probabilities: readonly number[], perTest: number): number {
  const ranked = probabilities.toSorted((a, b) => a - b)
  const found = ranked.findLastIndex((p, i) => p <= (i + 1) * perTest) + 1
  return Math.min(most, Math.max(1, found) * perTest)
}

// However many see something: beyond that a single one says nothing.
const most = 0.01
