/** Mean loss, or score, of margins; of several classes one array of margins per class. */
type Measure = (target: Float64Array, margins: readonly Float64Array[]) => number

const meanOf = (target: Float64Array, of: (y: number, i: number) => number) =>
  target.reduce((sum, y, i) => sum + of(y, i), 0) / target.length

const single = (of: (y: number, margin: number) => number): Measure => {
  return (target, [margins]) => meanOf(target, (y, i) => of(y, margins?.[i] as number))
}

function auc(target: Float64Array, [margins]: readonly Float64Array[]): number {
  const order = Uint32Array.from(target.keys()).toSorted(
    (a, b) => (margins?.[a] as number) - (margins?.[b] as number),
  )
  let [below, pairs, ones] = [0, 0, 0]
  for (let i = 0; i < order.length;) {
    let [zerosHere, onesHere] = [0, 0]
    const value = margins?.[order[i] as number]
    for (; i < order.length && margins?.[order[i] as number] === value; i++) {
      if (target[order[i] as number] === 1) onesHere++
      else zerosHere++
    }
    pairs += onesHere * (below + zerosHere / 2)
    below += zerosHere
    ones += onesHere
  }
  return pairs / (ones * below)
}

function classLoss(target: Float64Array, margins: readonly Float64Array[]): number {
  return meanOf(target, (own, i) => {
    const sum = margins.reduce((total, values) => total + Math.exp(values[i] as number), 0)
    return Math.log(sum) - (margins[own]?.[i] as number)
  })
}

/** The measures of `test/golden/trees.py`, by objective and name. */
export const measures: Readonly<Record<string, Readonly<Record<string, Measure>>>> = {
  binary: { logLoss: single((y, m) => Math.log1p(Math.exp(y > 0 ? -m : m))), auc },
  squared: { rmse: (target, margins) => Math.sqrt(single((y, m) => (m - y) ** 2)(target, margins)) },
  poisson: { deviance: single((y, m) => 2 * ((y > 0 ? y * (Math.log(y) - m) : 0) - y + Math.exp(m))) },
  quantile: { pinball: single((y, m) => (y > m ? 0.8 * (y - m) : 0.2 * (m - y))) },
  multiclass: { logLoss: classLoss },
}
