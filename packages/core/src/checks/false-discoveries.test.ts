import { expect, test } from 'vitest'
import { falseDiscoveryLevel } from './false-discoveries.ts'

test.each([
  ['no tests', [], 0.001],
  ['nothing seen', [0.3, 0.8], 0.001],
  ['one alone', [0.0005, 0.8, 0.3], 0.001],
  ['a second one that is a little less sure', [0.0005, 0.0019, 0.3], 0.002],
  ['a second one that is not sure enough', [0.0005, 0.0021, 0.3], 0.001],
  ['many in a crowd carry each other', [0.0029, 0.0028, 0.0027], 0.003],
  ['never beyond one in a hundred', Array.from({ length: 40 }, () => 0.001), 0.01],
])('%s', (_name, probabilities, level) => {
  expect(falseDiscoveryLevel(probabilities, 0.001)).toBeCloseTo(level, 10)
})
