import { describe, expect, test } from 'vitest'
import { amount, count, decimal, interval, percent, plain, share, signed } from './numbers.ts'

const space = '\u00A0'

describe.each<[string, (value: number | null | undefined) => string, readonly (readonly [number, string])[]]>(
  [
    [
      'count',
      count,
      [
        [0, '0'],
        [1234567, '1,234,567'],
      ],
    ],
    [
      'decimal',
      value => decimal(value),
      [
        [0.79651, '0.797'],
        [-0.5, '−0.500'],
        [-0.0001, '0.000'],
      ],
    ],
    [
      'signed',
      value => signed(value),
      [
        [0.5, '+0.500'],
        [-0.5, '−0.500'],
        [0, '0.000'],
        [0.0001, '0.000'],
      ],
    ],
    [
      'percent',
      percent,
      [
        [0.2, `20.0${space}%`],
        [1, `100${space}%`],
        [0.00123, `0.12${space}%`],
        [0, `0${space}%`],
      ],
    ],
    [
      'share',
      share,
      [
        [0.2, `20${space}%`],
        [0.1234, `12.3${space}%`],
      ],
    ],
    [
      'plain',
      value => plain(value),
      [
        [1234.567, '1,235'],
        [0.000012345, '1.234e−5'],
        [-12, '−12'],
        [0, '0'],
      ],
    ],
    [
      'amount',
      value => amount(value, 'EUR'),
      [
        [254, '254 EUR'],
        [12345.6, '12,346 EUR'],
        [-0.5, '−0.5 EUR'],
      ],
    ],
  ],
)('%s', (_name, format, cases) => {
  test.each(cases)('of %s is %s', (value, text) => {
    expect(format(value)).toBe(text)
  })

  test.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])('of %s is a dash', value => {
    expect(format(value)).toBe('–')
  })
})

test('an interval is from one number to another', () => {
  expect([interval({ low: -0.1, high: 0.25 }), interval(null)]).toEqual(['−0.100 to 0.250', '–'])
})
