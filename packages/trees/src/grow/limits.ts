import type { Leaf } from './leaf.ts'
import type { Scale } from './scale.ts'
import type { GrowSettings } from './settings.ts'

/** What splits of one leaf must keep to, in units of the gradients. */
export interface Limits {
  readonly gradient: number
  readonly hessian: number
  /** Hessian that each side has at least, for the rows and the hessian that the options ask for. */
  readonly minHessian: number
  readonly l2: number
  readonly low: number
  readonly high: number
  /** Whether values are held between `low` and `high`. */
  readonly bounded: boolean
  /** Rows per unit of the hessian. */
  readonly rowsPerHessian: number
  /** What both sides must reach together. */
  readonly minGain: number
}

/** The limits of a leaf. */
export function limitsOf(leaf: Leaf, settings: GrowSettings, scale: Scale): Limits {
  const { gradient, hessian, low, high } = leaf
  const l2 = settings.l2 / scale.hessianUnit
  const bounded = low !== -Infinity || high !== Infinity
  const rowsPerHessian = leaf.count / hessian
  const own = bounded
    ? boundedGain(gradient, hessian + l2, low, high)
    : (gradient * gradient) / (hessian + l2)
  return {
    gradient,
    hessian,
    minHessian: minHessian(settings.minLeafRows, settings, scale, rowsPerHessian),
    l2,
    low,
    high,
    bounded,
    rowsPerHessian,
    minGain: own + (settings.minGain * scale.hessianUnit) / scale.gradientUnit ** 2,
  }
}

function minHessian(rows: number, settings: GrowSettings, scale: Scale, rowsPerHessian: number): number {
  return Math.max(1, settings.minLeafHessian / scale.hessianUnit, (rows - 0.5) / rowsPerHessian)
}

/** The value that reduces the loss most, within bounds. */
export function boundedValue(gradient: number, hessian: number, low: number, high: number): number {
  const value = -gradient / hessian
  return value < low ? low : value > high ? high : value
}

/** What {@link boundedValue} reduces the loss by, times two. */
export function boundedGain(gradient: number, hessian: number, low: number, high: number): number {
  const value = boundedValue(gradient, hessian, low, high)
  return -(2 * gradient * value + hessian * value * value)
}
