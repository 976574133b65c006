import { column, compileJs, interpretJs, SluiceError, type ColumnData, type ExprNode } from '@sluice/expr'
import type { FittedModel, Learner, LearnerKind, NumericBlock, NumericDesign } from '../models/learner.ts'
import type { Feature } from '../transforms/transform.ts'
import { learningRows, rowsAt, type LearningRows } from './learning-rows.ts'

/** One promise of a contract; `verify` throws when it is not kept. */
export interface ContractCase {
  readonly name: string
  verify(): Promise<void>
}

/**
 * What every learner promises. Run it with any test runner:
 * `test.each(modelContract(kind, learner))('$name', ({ verify }) => verify())`. Learners that take bins may also take
 * missing values; others must refuse them.
 */
export function modelContract(kind: LearnerKind, learner: Learner): readonly ContractCase[] {
  const world = learningRows({ rows: 150, task: learner.task, dense: 35, indicators: [3, 5] })
  const learn = async ({ design, target }: LearningRows) => kind.learn(learner, design, target)
  const withModel = (verify: (model: FittedModel) => void) => async () => verify(await learn(world))
  const takesMissing = kind.form?.(learner).kind === 'bins'
  return [
    { name: 'the same rows give the same model, bit for bit', verify: () => sameModel(learn, world) },
    takesMissing
      ? { name: 'the order of the rows hardly matters', verify: () => anyOrder(kind, learn, world, 1e-3) }
      : { name: 'the order of the rows does not matter', verify: () => anyOrder(kind, learn, world, 1e-9) },
    {
      name: 'a model read back from JSON predicts the same',
      verify: withModel(model => roundTrip(kind, model, world)),
    },
    {
      name: 'margins are the margin expression, bit for bit',
      verify: withModel(model => sameAsExpr(kind, model, world)),
    },
    {
      name: 'a prediction does not depend on other rows',
      verify: withModel(model => rowByRow(kind, model, world)),
    },
    { name: 'learning and predicting leave their inputs alone', verify: () => untouched(kind, learn, world) },
    { name: 'a constant column does no harm', verify: () => constantColumn(kind, learn, learner) },
    { name: 'one row is learned or refused', verify: () => finiteOrRefused(kind, learn, rowsAt(world, [0])) },
    { name: 'one class is learned or refused', verify: () => finiteOrRefused(kind, learn, oneClass(world)) },
    takesMissing
      ? { name: 'one weight for all rows changes nothing', verify: () => weighedAlike(kind, learner, world) }
      : { name: 'weights of 2 are the rows twice', verify: () => weighted(kind, learner, world) },
    { name: 'rows of no weight teach nothing', verify: () => weightless(kind, learner, world) },
    { name: 'no rows are refused', verify: () => refused(() => learn(rowsAt(world, []))) },
    takesMissing
      ? { name: 'missing values are learned', verify: () => missingLearned(kind, learn, world) }
      : { name: 'missing values are refused', verify: () => onlyFinite(learn, world, [Number.NaN]) },
    { name: 'infinite values are refused', verify: () => onlyFinite(learn, world, infinities) },
    { name: 'other features are refused', verify: withModel(model => otherFeatures(kind, model, world)) },
    { name: 'coefficients are finite', verify: withModel(model => finiteCoefficients(kind, model)) },
  ]
}

const infinities = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

/** The features of a design whose columns are named as its blocks; codes are numbers, missing for none. */
export function featuresOf(design: NumericDesign): readonly Feature[] {
  return design.blocks.map((block): Feature => {
    return block.kind === 'dense'
      ? { kind: 'value', name: block.name, expr: column(block.name, 'number') }
      : { kind: 'indicators', name: block.name, names: block.names, code: column(block.name, 'number') }
  })
}

/** The columns that {@link featuresOf} reads. */
export function columnsOfDesign(design: NumericDesign): Readonly<Record<string, ColumnData>> {
  return Object.fromEntries(
    design.blocks.map((block): [string, ColumnData] => [
      block.name,
      { type: 'number', values: valuesOf(block) },
    ]),
  )
}

type Learn = (rows: LearningRows) => Promise<FittedModel>

function valuesOf(block: NumericBlock): Float64Array {
  return block.kind === 'dense'
    ? block.values
    : Float64Array.from(block.codes, code => (code < 0 ? Number.NaN : code))
}

async function sameModel(learn: Learn, world: LearningRows): Promise<void> {
  const [first, second] = [await learn(world), await learn(rowsAt(world, [...world.target.keys()]))]
  expect(JSON.stringify(first) === JSON.stringify(second), 'two fits of the same rows differ')
}

async function anyOrder(
  kind: LearnerKind,
  learn: Learn,
  world: LearningRows,
  tolerance: number,
): Promise<void> {
  const rows = world.target.length
  // 7 and the number of rows have no common divisor, so every row comes once.
  const shuffled = rowsAt(
    world,
    Array.from({ length: rows }, (_, i) => (i * 7 + 3) % rows),
  )
  const first = kind.margins(await learn(world), world.design)
  const second = kind.margins(await learn(shuffled), world.design)
  first.forEach((margin, i) => {
    const apart = Math.abs(margin - (second[i] as number))
    expect(
      apart <= tolerance * Math.max(1, Math.abs(margin)),
      `row ${i}: ${margin} or, from shuffled rows, ${second[i]}`,
    )
  })
}

function roundTrip(kind: LearnerKind, model: FittedModel, { design }: LearningRows): void {
  const copy = JSON.parse(JSON.stringify(model)) as FittedModel
  sameBits(kind.margins(copy, design), kind.margins(model, design), 'read back')
}

function sameAsExpr(kind: LearnerKind, model: FittedModel, { design }: LearningRows): void {
  const margins = kind.margins(model, design)
  const expr = kind.marginExpr(model, featuresOf(design))
  sameBits(byBatch(compileJs, expr, design), margins, 'generated code in batch')
  sameBits(byBatch(interpretJs, expr, design), margins, 'interpreter in batch')
  sameBits(byRow(compileJs, expr, design), margins, 'generated code by row')
  sameBits(byRow(interpretJs, expr, design), margins, 'interpreter by row')
}

function byBatch(compile: typeof compileJs, margin: ExprNode, design: NumericDesign): Float64Array {
  return compile({ margin }).batch(columnsOfDesign(design), design.rows)['margin']?.values as Float64Array
}

function byRow(compile: typeof compileJs, margin: ExprNode, design: NumericDesign): Float64Array {
  const { row } = compile({ margin })
  const columns = Object.entries(columnsOfDesign(design))
  return new Float64Array(design.rows).map((_, i) => {
    const values = Object.fromEntries(columns.map(([name, { values }]) => [name, values[i]]))
    return (row(values)['margin'] ?? Number.NaN) as number
  })
}

function rowByRow(kind: LearnerKind, model: FittedModel, world: LearningRows): void {
  const all = kind.margins(model, world.design)
  const single = all.map((_, i) => kind.margins(model, rowsAt(world, [i]).design)[0] as number)
  sameBits(single, all, 'alone')
}

async function untouched(kind: LearnerKind, learn: Learn, world: LearningRows): Promise<void> {
  const before = JSON.stringify([world.design.blocks.map(valuesOf), world.target])
  kind.margins(await learn(world), world.design)
  const after = JSON.stringify([world.design.blocks.map(valuesOf), world.target])
  expect(before === after, 'the design or the target was changed')
}

async function constantColumn(kind: LearnerKind, learn: Learn, { task }: Learner): Promise<void> {
  const { design, target } = learningRows({ rows: 40, task, dense: 2, indicators: [3] })
  const constant = { kind: 'dense', name: 'constant', values: new Float64Array(40).fill(0.1) } as const
  const never = {
    kind: 'indicators',
    name: 'never',
    names: ['a', 'b'],
    codes: new Int32Array(40).fill(-1),
  } as const
  const more = { rows: 40, blocks: [...design.blocks, constant, never] }
  const margins = kind.margins(await learn({ design: more, target }), more)
  const without = kind.margins(await learn({ design, target }), design)
  margins.forEach((margin, i) =>
    expect(Math.abs(margin - (without[i] as number)) <= 1e-9, `row ${i} changed`),
  )
}

function oneClass({ design, target }: LearningRows): LearningRows {
  return { design, target: target.map(() => 1) }
}

async function finiteOrRefused(kind: LearnerKind, learn: Learn, rows: LearningRows): Promise<void> {
  try {
    expect(kind.margins(await learn(rows), rows.design).every(Number.isFinite), 'margins are not finite')
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
  }
}

async function weighted(kind: LearnerKind, learner: Learner, world: LearningRows): Promise<void> {
  const rows = [...world.target.keys()]
  const twice = rowsAt(world, [...rows, ...rows])
  const weight = new Float64Array(rows.length).fill(2)
  const repeated = kind.margins(await kind.learn(learner, twice.design, twice.target), world.design)
  const model = await kind.learn(learner, world.design, world.target, { weight })
  kind.margins(model, world.design).forEach((margin, i) => {
    const apart = Math.abs(margin - (repeated[i] as number))
    expect(apart <= 1e-7, `row ${i}: ${margin} with weights, ${repeated[i]} with the rows twice`)
  })
}

/** Learners that count the rows of a leaf tell twice the rows from twice the weight. */
async function weighedAlike(kind: LearnerKind, learner: Learner, world: LearningRows): Promise<void> {
  const { design, target } = world
  const weight = new Float64Array(target.length).fill(2)
  const plain = kind.margins(await kind.learn(learner, design, target), design)
  const weighed = kind.margins(await kind.learn(learner, design, target, { weight }), design)
  weighed.forEach((margin, i) => {
    const apart = Math.abs(margin - (plain[i] as number))
    expect(apart <= 1e-3, `row ${i}: ${margin} with weights of 2, ${plain[i]} without`)
  })
}

/** Rows that contradict all others, with weight 0. */
async function weightless(kind: LearnerKind, learner: Learner, world: LearningRows): Promise<void> {
  const { design, target } = world
  const opposed = learner.task === 'binary' ? target.map(y => 1 - y) : target.map(y => 100 - y)
  const weight = Float64Array.from(target, (_, i) => (i % 2 === 0 ? 1 : 0))
  const [learned, other] = [target.slice(), target.slice()]
  for (let i = 1; i < target.length; i += 2) other[i] = opposed[i] as number
  const first = kind.margins(await kind.learn(learner, design, learned, { weight }), design)
  const second = kind.margins(await kind.learn(learner, design, other, { weight }), design)
  first.forEach((margin, i) => {
    const apart = Math.abs(margin - (second[i] as number))
    expect(apart <= 1e-9, `row ${i}: ${margin}, but ${second[i]} after a change in rows of weight 0`)
  })
}

async function missingLearned(kind: LearnerKind, learn: Learn, world: LearningRows): Promise<void> {
  const some = rowsAt(world, [...world.target.keys()])
  const { values } = some.design.blocks[0] as NumericBlock & { kind: 'dense' }
  for (let i = 0; i < values.length; i += 3) values[i] = Number.NaN
  const model = await learn(some)
  expect(kind.margins(model, some.design).every(Number.isFinite), 'margins are not finite')
  sameAsExpr(kind, model, some)
}

async function onlyFinite(learn: Learn, world: LearningRows, values: readonly number[]): Promise<void> {
  for (const bad of values) {
    const spoilt = rowsAt(world, [...world.target.keys()])
    ;(spoilt.design.blocks[0] as NumericBlock & { kind: 'dense' }).values[5] = bad
    await refused(() => learn(spoilt))
    const target = world.target.slice()
    target[5] = bad
    await refused(() => learn({ design: world.design, target }))
  }
}

function otherFeatures(kind: LearnerKind, model: FittedModel, { design }: LearningRows): void {
  const fewer = { ...design, blocks: design.blocks.slice(1) }
  const swapped = {
    ...design,
    blocks: [design.blocks[1], design.blocks[0], ...design.blocks.slice(2)] as NumericBlock[],
  }
  for (const other of [fewer, swapped]) {
    refusedAtOnce(() => kind.margins(model, other))
    refusedAtOnce(() => kind.marginExpr(model, featuresOf(other)))
  }
}

function finiteCoefficients(kind: LearnerKind, model: FittedModel): void {
  const values = Object.values(kind.coefficients(model))
  expect(values.length > 0 && values.every(Number.isFinite), `coefficients are ${values.join(', ')}`)
}

async function refused(run: () => Promise<unknown>): Promise<void> {
  const error = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expectTyped(error)
}

function refusedAtOnce(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    return expectTyped(error)
  }
  expectTyped(undefined)
}

function expectTyped(error: unknown): void {
  if (error === undefined) throw new Error('was accepted, but must be refused with a typed error')
  expect(error instanceof SluiceError, `refused, but by ${String(error)} and not by a typed error`)
}

function sameBits(given: Float64Array, expected: Float64Array, path: string): void {
  expected.forEach((value, i) =>
    expect(Object.is(given[i], value), `row ${i}: ${given[i]} ${path}, but ${value}`),
  )
}

function expect(kept: boolean, otherwise: string): void {
  if (!kept) throw new Error(otherwise)
}
