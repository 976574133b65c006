/**
 * Gradients are whole numbers of a unit that is a power of two, so that sums are exact: whatever the order of rows,
 * blocks and threads, a histogram has the same bits. A row's pair is one word of 32 bits, the hessian in the low
 * `hessianBits`, the gradient, signed, above.
 */
export interface Scale {
  readonly hessianBits: number
  readonly gradientUnit: number
  readonly hessianUnit: number
}

/** Bits of the hessian where it is 1 for every row, and where it differs. */
const [bitsOfOne, bitsOfMany] = [1, 15]

// Whole numbers are exact in a double up to here, so all rows together must stay below.
const exact = 2 ** 53

/** The finest units that hold gradients up to `gradient` and hessians up to `hessian` of so many rows. */
export function scaleFor(gradient: number, hessian: number, isConstant: boolean, rows: number): Scale {
  const hessianBits = isConstant ? bitsOfOne : bitsOfMany
  // One is left for rounding up.
  const most = Math.min(2 ** (31 - hessianBits) - 2, Math.floor(exact / Math.max(1, rows)) - 1)
  return {
    hessianBits,
    gradientUnit: unitFor(gradient, most),
    hessianUnit: isConstant ? 1 : unitFor(hessian, 2 ** hessianBits - 2),
  }
}

/** The least power of two of which `most` reach `value`. */
function unitFor(value: number, most: number): number {
  if (!(value > 0)) return 1
  const unit = 2 ** Math.ceil(Math.log2(value / most))
  return unit * most >= value ? unit : unit * 2
}
