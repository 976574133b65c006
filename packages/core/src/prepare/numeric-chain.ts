import { call, nodeOf, type Num, type Time } from '@sluice/expr'
import type { Bins } from '../transforms/bins.ts'
import type { Clip } from '../transforms/clip.ts'
import type { Cyclic } from '../transforms/cyclic.ts'
import type { Impute } from '../transforms/impute.ts'
import type { MinMax } from '../transforms/min-max.ts'
import type { Power } from '../transforms/power.ts'
import type { Quantile } from '../transforms/quantile.ts'
import type { Robust } from '../transforms/robust.ts'
import type { Spline } from '../transforms/spline.ts'
import { chainInputs, withTransform, type Chain, type ChainData } from './chain-data.ts'
import { expressionName } from './expression-name.ts'
import { mustBe } from './option-rules.ts'
import type { Products } from './products.ts'
import type { Selector } from './selector.ts'

/** What `numeric` takes: number columns, computed numbers, selectors. */
export type NumericInput = Num<null> | Selector<'number' | 'any'>

/** Numbers on their way to features. Every method adds one transform and gives a new chain. */
export interface NumericChain extends Chain {
  /** Replaces missing values; `indicator` adds a 0/1 feature that says where. */
  impute(
    by: 'mean' | 'median' | 'most-frequent' | { readonly constant: number },
    options?: { readonly indicator?: boolean },
  ): NumericChain
  /** Cuts values at two quantiles of the training rows, such as 0.01 and 0.99. */
  clip(low: number, high: number): NumericChain
  /** Subtracts the mean and divides by the standard deviation. */
  standardize(): NumericChain
  /** Maps the training rows' smallest and largest value to 0 and 1, or to the ends of `range`. */
  minMax(options?: { readonly range?: readonly [number, number]; readonly clip?: boolean }): NumericChain
  /** Subtracts the median and divides by the distance of the quartiles. */
  robust(options?: { readonly unitVariance?: boolean }): NumericChain
  /** ln(1 + x). */
  log1p(): NumericChain
  /**
   * The share of training rows below a value, by at most `quantiles` (1000) quantiles and lines between them; with
   * `output: 'normal'` the number below which a normal distribution has that share.
   */
  quantile(options?: { readonly quantiles?: number; readonly output?: Quantile['output'] }): NumericChain
  /**
   * Raises values to the power that makes them most like a normal distribution, and standardizes them unless told
   * otherwise. Yeo-Johnson takes any number, Box-Cox numbers above 0.
   */
  power(method?: Power['method'], options?: { readonly standardize?: boolean }): NumericChain
  /** A curve: one feature per B-spline over some knots. */
  spline(options?: SplineOptions): NumericChain
  /** Sine and cosine of a number that comes round again after `period`, such as 24 for hours. */
  cyclic(period: number): NumericChain
  /**
   * The values of all columns of the chain and their products of up to `degree` factors; with `interactionOnly` without
   * powers.
   */
  polynomial(degree: number, options?: { readonly interactionOnly?: boolean }): NumericChain
  /** Numbers of bins, or with `encode: 'one-hot'` one 0/1 feature per bin. Quantile bins by default. */
  bins(count: number, options?: BinOptions<'ordinal'>): NumericChain
  bins(count: number, options: BinOptions<'one-hot'>): Chain
}

/** Options of `spline`. */
export interface SplineOptions {
  /** How many knots (5), from the smallest to the largest training value, or the knots themselves. */
  readonly knots?: Spline['knots']
  /** The same distance apart (`uniform`), or with the same number of training rows between them (`quantile`). */
  readonly placement?: Spline['placement']
  /** Of the polynomials between the knots; 3 unless told otherwise. */
  readonly degree?: number
  /** Beyond the knots: the value at the end (`constant`), a line (`linear`), or the polynomial goes on (`continue`). */
  readonly extrapolation?: Spline['extrapolation']
  /** False leaves the last spline out: all of them sum to 1, as the intercept of a model does. */
  readonly includeBias?: boolean
}

/** Options of `bins`. */
export interface BinOptions<E extends Bins['encode']> {
  readonly strategy?: Bins['strategy']
  readonly encode?: E
}

/**
 * Starts a chain of transforms of numbers, each column on its own.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { numeric, preparation } from '@sluice/core'
 * import { columnRefs } from '@sluice/expr'
 *
 * const c = columnRefs<{ spend: number | null; visits: number }>()
 * const { chains } = preparation([numeric(c.spend, c.visits).impute('median').clip(0.01, 0.99).standardize()])
 * assert.deepEqual(chains[0]?.transforms.map(({ kind }) => kind), ['impute', 'clip', 'standardize'])
 * ```
 */
export function numeric(...columns: readonly NumericInput[]): NumericChain {
  return numericChain({ takes: 'number', inputs: chainInputs(columns, 'number'), transforms: [] })
}

/** Starts a chain from the days (of 24 hours, with fractions) between two instants. */
export function daysBetween(from: Time<null>, to: Time<null>): NumericChain {
  const node = call('daysBetween', nodeOf(from, 'timestamp'), nodeOf(to, 'timestamp'))
  const input = Object.freeze({ kind: 'expression', name: expressionName(node), node } as const)
  return numericChain({ takes: 'number', inputs: [input], transforms: [] })
}

/**
 * The features of some chains, and the products of every two of them.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { interactions, numeric, preparation } from '@sluice/core'
 * import { columnRefs } from '@sluice/expr'
 *
 * const c = columnRefs<{ spend: number | null; visits: number }>()
 * const chain = interactions(numeric(c.spend).impute('median').log1p(), numeric(c.visits)).standardize()
 * assert.equal(preparation([chain]).chains[0]?.inputs[0]?.kind, 'products')
 * ```
 */
export function interactions(...chains: readonly NumericChain[]): NumericChain {
  return productsChain(chains, { degree: 2, interactionOnly: true })
}

function productsChain(chains: readonly ChainData[], { degree, interactionOnly }: Products): NumericChain {
  mustBe('a whole number from 2 to 5', [2, 3, 4, 5].includes(degree), { of: 'polynomial', degree })
  mustBe('at least one chain', chains.length > 0, { of: 'interactions', chains })
  const nested = chains.some(({ inputs }) => inputs.some(({ kind }) => kind === 'products'))
  mustBe('chains without products of their own', !nested, {
    of: 'polynomial',
    chains: nested ? 'products' : '',
  })
  const of = chains.map(({ takes, inputs, transforms }) => Object.freeze({ takes, inputs, transforms }))
  const input = Object.freeze({ kind: 'products', of: Object.freeze(of), degree, interactionOnly } as const)
  return numericChain({ takes: 'number', inputs: [input], transforms: [] })
}

/** The chain of numbers that some data stands for. */
export function numericChain(data: ChainData): NumericChain {
  const then = (transform: Parameters<typeof withTransform>[1]) =>
    numericChain(withTransform(data, transform))
  return Object.freeze({
    kind: 'chain',
    ...data,
    impute: (by, { indicator = false } = {}) => {
      if (typeof by === 'object') {
        const { constant } = by
        mustBe('a finite number', Number.isFinite(constant), { of: 'impute', constant })
      }
      return then({ kind: 'impute', by, indicator } as Impute)
    },
    clip: (low, high) => {
      mustBe('a quantile from 0, below the upper one', low >= 0 && low < high, { of: 'clip', low })
      mustBe('a quantile up to 1, above the lower one', high > low && high <= 1, { of: 'clip', high })
      return then({ kind: 'clip', low, high } as Clip)
    },
    standardize: () => then({ kind: 'standardize' }),
    minMax: ({ range = [0, 1], clip = false } = {}) => {
      const finite = range.every(Number.isFinite)
      mustBe('two numbers, the lower first', finite && range[0] < range[1], { of: 'minMax', range })
      return then({ kind: 'min-max', range, clip } as MinMax)
    },
    robust: ({ unitVariance = false } = {}) => then({ kind: 'robust', unitVariance } as Robust),
    log1p: () => then({ kind: 'log1p' }),
    quantile: ({ quantiles = 1000, output = 'uniform' } = {}) => {
      const kept = Number.isSafeInteger(quantiles) && quantiles >= 2 && quantiles <= 10_000
      mustBe('a whole number from 2 to 10000', kept, { of: 'quantile', quantiles })
      mustBe("'uniform' or 'normal'", ['uniform', 'normal'].includes(output), { of: 'quantile', output })
      return then({ kind: 'quantile', quantiles, output } as Quantile)
    },
    power: (method = 'yeo-johnson', { standardize = true } = {}) => {
      const known = ['yeo-johnson', 'box-cox'].includes(method)
      mustBe("'yeo-johnson' or 'box-cox'", known, { of: 'power', method })
      const raised = then({ kind: 'power', method } as Power)
      return standardize ? raised.standardize() : raised
    },
    spline: (options = {}) => then(splineOf(options)),
    cyclic: period => {
      mustBe('a number above 0', Number.isFinite(period) && period > 0, { of: 'cyclic', period })
      return then({ kind: 'cyclic', period } as Cyclic)
    },
    polynomial: (degree, { interactionOnly = false } = {}) =>
      productsChain([data], { degree, interactionOnly }),
    bins: (count: number, { strategy = 'quantile', encode = 'ordinal' }: BinOptions<Bins['encode']> = {}) => {
      mustBe('a whole number from 2', Number.isSafeInteger(count) && count >= 2, { of: 'bins', count })
      return then({ kind: 'bins', count, strategy, encode } as Bins)
    },
  } satisfies NumericChain)
}

function splineOf({
  knots = 5,
  placement = 'uniform',
  degree = 3,
  extrapolation = 'constant',
  includeBias = true,
}: SplineOptions): Spline {
  const of = 'spline'
  const enough =
    typeof knots === 'number'
      ? Number.isSafeInteger(knots) && knots >= 2 && knots <= 100
      : knots.length >= 2 &&
        knots.every((knot, i) => Number.isFinite(knot) && !(knot <= (knots[i - 1] ?? -Infinity)))
  mustBe('a whole number from 2 to 100, or ascending numbers, at least 2', enough, { of, knots })
  mustBe("'uniform' or 'quantile'", ['uniform', 'quantile'].includes(placement), { of, placement })
  mustBe('a whole number from 1 to 9', Number.isSafeInteger(degree) && degree >= 1 && degree <= 9, {
    of,
    degree,
  })
  const known = ['constant', 'linear', 'continue'].includes(extrapolation)
  mustBe("'constant', 'linear' or 'continue'", known, { of, extrapolation })
  return { kind: 'spline', knots, placement, degree, extrapolation, includeBias }
}
