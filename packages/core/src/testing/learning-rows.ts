import type { NumericBlock, NumericDesign, Task } from '../models/learner.ts'

/** Rows for trying a learner: a design and a target that depends on it, the same for the same `seed`. */
export interface LearningRows {
  readonly design: NumericDesign
  readonly target: Float64Array
}

/** Shape of {@link learningRows}. */
export interface LearningRowsOptions {
  readonly rows: number
  readonly task: Task
  readonly dense?: number
  /** Sizes of the blocks of indicators. */
  readonly indicators?: readonly number[]
  readonly seed?: number
}

/** Draws standardised-looking dense columns, blocks of indicators with some rows of none, and a noisy linear target. */
export function learningRows(options: LearningRowsOptions): LearningRows {
  const { rows, task, dense = 3, indicators = [4], seed = 1 } = options
  const draw = uniform(seed)
  const signal = new Float64Array(rows)
  const blocks: NumericBlock[] = []
  for (let column = 0; column < dense; column++) {
    const weight = (draw() - 0.5) / Math.sqrt(dense)
    const values = new Float64Array(rows).map(() => draw() + draw() + draw() - 1.5)
    values.forEach((value, i) => (signal[i] = (signal[i] as number) + 4 * weight * value))
    blocks.push({ kind: 'dense', name: `x${column}`, values })
  }
  indicators.forEach((size, block) => {
    const codes = new Int32Array(rows).map(() => Math.floor(draw() * (size + 1)) - 1)
    codes.forEach((code, i) => (signal[i] = (signal[i] as number) + (code - size / 2) / size))
    blocks.push({
      kind: 'indicators',
      name: `c${block}`,
      names: Array.from({ length: size }, (_, i) => `v${i}`),
      codes,
    })
  })
  const target = signal.map(z =>
    task === 'regression' ? z + draw() : Number(draw() < 1 / (1 + Math.exp(-2 * z))),
  )
  return { design: { rows, blocks }, target }
}

/** The rows at some positions, in that order. */
export function rowsAt({ design, target }: LearningRows, positions: readonly number[]): LearningRows {
  const blocks = design.blocks.map((block): NumericBlock => {
    return block.kind === 'dense'
      ? { ...block, values: Float64Array.from(positions.map(i => block.values[i] as number)) }
      : { ...block, codes: Int32Array.from(positions.map(i => block.codes[i] as number)) }
  })
  return {
    design: { rows: positions.length, blocks },
    target: Float64Array.from(positions.map(i => target[i] as number)),
  }
}

/** A linear congruential generator: enough to make rows that differ. */
function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
