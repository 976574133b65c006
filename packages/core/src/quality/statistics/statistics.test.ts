import { describe, expect, test } from 'vitest'
import { chiSquaredTail, poissonTails } from './count-tails.ts'
import { heavyDensity, heavyUpperTail } from './student-four.ts'
import { upperQuantile, upperTail } from './normal.ts'

describe('the normal distribution', () => {
  test.each([
    [0, 0.5],
    [1.959963984540054, 0.025],
    [-1.959963984540054, 0.975],
    [6, 9.865876450376946e-10],
    [20, 2.753624118606234e-89],
  ])('the tail above %d is %d', (z, tail) => {
    expect(upperTail(z) / tail).toBeCloseTo(1, 6)
    if (Math.abs(z) < 10) expect(upperQuantile(tail)).toBeCloseTo(z, 5)
  })

  test('a probability that underflows has a finite quantile', () => {
    expect(upperQuantile(0)).toBeCloseTo(38, 6)
  })
})

test.each([
  [0, 5, 0.006737946999085467, 1],
  [3, 5, 0.2650259152973617, 0.8753479805169189],
  [30, 10, 0.9999999201620534, 2.509951201527959e-7],
  [700, 800, 0.00016609078555577714, 0.999855949846179],
])('Poisson tails of %d with mean %d', (count, mu, lower, upper) => {
  const tails = poissonTails(count, mu)
  expect(tails.lower / lower).toBeCloseTo(1, 9)
  expect(tails.upper / upper).toBeCloseTo(1, 9)
})

test('nothing is expected of a mean of nothing', () => {
  expect(poissonTails(0, 0)).toEqual({ lower: 1, upper: 1 })
  expect(poissonTails(1, 0)).toEqual({ lower: 1, upper: 0 })
})

test.each([
  [16.918977604620448, 9, 0.05],
  [27.877164871256568, 9, 0.001],
  [3.841458820694124, 1, 0.05],
])('the chi-squared tail above %d with %d degrees of freedom is %d', (x, df, tail) => {
  expect(chiSquaredTail(x, df)).toBeCloseTo(tail, 10)
})

test.each([
  [0, 0.5],
  [1, 0.11509982054024678],
  [-1, 0.8849001794597532],
  [10, 7.256408530659719e-5],
])('the heavy tail above %d standard deviations is %d', (z, tail) => {
  expect(heavyUpperTail(z) / tail).toBeCloseTo(1, 6)
})

test('the heavy density is the derivative of the tail', () => {
  for (const z of [-3, -0.5, 0.2, 1, 4]) {
    const slope = (heavyUpperTail(z - 1e-5) - heavyUpperTail(z + 1e-5)) / 2e-5
    expect(heavyDensity(z, 1)).toBeCloseTo(slope, 6)
    expect(heavyDensity(3 * z, 9) * 3).toBeCloseTo(heavyDensity(z, 1), 12)
  }
})
