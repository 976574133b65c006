import { call, column, compileBest, forest, type ExprNode, type Forest } from '@sluice/expr'
import {
  binCategories,
  binColumn,
  boost,
  findEdges,
  type BinnedColumn,
  type Boosted,
  type BoostOptions,
  type TreeRows,
} from '@sluice/trees'
import type { Feature } from '../transforms/transform.ts'
import { boostedTrees, optionsOf, tunable, type BoostedTrees } from './boosted-trees.ts'
import { checkBothClasses, checkFinite, checkRows, checkWeights } from './design-check.ts'
import { DesignMismatch } from './design-mismatch.ts'
import type { DesignBlock, DesignMatrix, FittedModel, LearnContext, LearnerKind } from './learner.ts'
import { classTotals } from './logistic-objective.ts'
import { OneClass } from './one-class.ts'
import { OptionInvalid } from './option-invalid.ts'
import { TrainingValueInvalid } from './training-value-invalid.ts'
import { tuned, type Changes } from './tuned.ts'

/** A feature of the trees, in the order of their inputs; `names` of a category. */
export interface TreeInput {
  readonly name: string
  readonly names: readonly string[] | null
}

/** Fitted boosted trees; the margin is the log-odds, the prediction, or for counts its logarithm. */
export interface BoostedTreesModel extends FittedModel, Boosted {
  readonly kind: 'boosted-trees'
  readonly objective: BoostedTrees['objective']
  readonly inputs: readonly TreeInput[]
}

/** How boosted trees learn and predict. */
export const boostedTreesKind = {
  kind: 'boosted-trees',
  form: ({ bins }: BoostedTrees) => ({ kind: 'bins', bins, sample: 200_000 }) as const,
  tune: (learner: BoostedTrees, changes: Changes) =>
    tuned('boostedTrees', optionsOf(learner), tunable, changes, boostedTrees),
  iterations: ({ trees }: BoostedTrees) => trees,
  early: {
    on: ({ earlyStopping }: BoostedTrees) => earlyStopping !== null,
    rounds: ({ bestIteration }: BoostedTreesModel) => bestIteration,
    fixed: (learner: BoostedTrees, trees: number): BoostedTrees => ({
      ...learner,
      trees: Math.max(1, trees),
      earlyStopping: null,
    }),
  },
  async learn(
    learner: BoostedTrees,
    design: DesignMatrix,
    target: Float64Array,
    context: LearnContext = {},
  ): Promise<BoostedTreesModel> {
    const { objective } = learner
    checkFeatures(design)
    checkRows('the boosted trees', design, target)
    checkWeights(context.weight, design.rows)
    if (objective.kind === 'binary') checkBothClasses(target, context.weight)
    else checkFinite('target', target)
    if (objective.kind === 'poisson') checkCounts(target)
    if (objective.kind === 'multiclass') checkIndices(target, context.classes ?? 0)
    const weight = rowWeights(learner, target, context.weight)
    const training = treeRows(design, target, weight, learner.bins)
    const { validation, signal, progress, threads } = context
    const boosted = await boost(boostOptions(learner, design, context.classes ?? 0), training, {
      ...(validation && {
        validation: treeRows(validation.design, validation.target, validation.weight, learner.bins, training),
      }),
      ...(signal && { signal }),
      ...(threads !== undefined && { threads }),
      ...(progress && { progress: point => progress(point.iteration, point.validation ?? point.training) }),
    })
    return {
      kind: 'boosted-trees',
      objective,
      inputs: design.blocks.map(block => ({ name: block.name, names: namesOf(block) })),
      ...boosted,
    }
  },
  margins(model: BoostedTreesModel, design: DesignMatrix): Float64Array {
    checkInputs(
      model,
      design.blocks.map(block => ({ name: block.name, names: namesOf(block) })),
    )
    const inputs = design.blocks.map((_, i) => column(`x${i}`, 'number'))
    const columns = design.blocks.map((block, i) => [`x${i}`, { type: 'number', values: valuesOf(block) }])
    const compiled = compileBest({ margin: linked(model, forest(inputs, model.forests[0] as Forest)) })
    return compiled.batch(Object.fromEntries(columns), design.rows)['margin']?.values as Float64Array
  },
  marginExpr(model: BoostedTreesModel, features: readonly Feature[]): ExprNode {
    return linked(model, forest(inputsOf(model, features), model.forests[0] as Forest))
  },
  classMargins(model: BoostedTreesModel, features: readonly Feature[]): readonly ExprNode[] {
    const inputs = inputsOf(model, features)
    return model.forests.map(each => forest(inputs, each))
  },
  /** Gain of each feature as a share of all. */
  coefficients({ inputs, importance }: BoostedTreesModel): Readonly<Record<string, number>> {
    const total = importance.gain.reduce((sum, gain) => sum + gain, 0) || 1
    return Object.fromEntries(inputs.map(({ name }, i) => [name, (importance.gain[i] as number) / total]))
  },
} satisfies LearnerKind<BoostedTrees, BoostedTreesModel>

function checkFeatures({ blocks }: DesignMatrix): void {
  if (blocks.length > 0) return
  throw new OptionInvalid({
    of: 'boostedTrees',
    option: 'prepare',
    value: 'empty',
    expected: 'at least one feature (a column without values in training is none)',
  })
}

function inputsOf(model: BoostedTreesModel, features: readonly Feature[]): readonly ExprNode[] {
  checkInputs(
    model,
    features.map(feature => ({ name: feature.name, names: feature.kind === 'value' ? null : feature.names })),
  )
  return features.map(feature => (feature.kind === 'value' ? feature.expr : feature.code))
}

function linked({ objective }: BoostedTreesModel, trees: ExprNode): ExprNode {
  return objective.kind === 'poisson' ? call('exp', trees) : trees
}

/** Balanced classes have the same total weight each. */
function rowWeights(
  { classWeight }: BoostedTrees,
  target: Float64Array,
  weight: Float64Array | undefined,
): Float64Array | undefined {
  if (classWeight === null) return weight
  const { positives, negatives } = classTotals(target, weight)
  const half = (positives + negatives) / 2
  return Float64Array.from(target, (y, i) => (weight?.[i] ?? 1) * (half / (y === 1 ? positives : negatives)))
}

function boostOptions(learner: BoostedTrees, { blocks }: DesignMatrix, classes: number): BoostOptions {
  const {
    monotone,
    objective,
    classWeight: _weight,
    trees,
    maxDepth,
    earlyStopping,
    kind: _kind,
    task: _task,
    bins: _bins,
    ...rest
  } = learner
  const numbers = blocks.filter(block => namesOf(block) === null).map(({ name }) => name)
  const wrong = Object.keys(monotone).find(name => !numbers.includes(name))
  if (wrong !== undefined) {
    throw new OptionInvalid({
      of: 'boostedTrees',
      option: `monotone.${wrong}`,
      value: monotone[wrong],
      expected: `about a feature that is a number: ${numbers.join(', ') || 'there is none'}`,
    })
  }
  return {
    ...rest,
    objective: objective.kind === 'multiclass' ? { kind: 'multiclass', classes } : objective,
    rounds: trees,
    ...(maxDepth !== null && { maxDepth }),
    ...(earlyStopping && { earlyStopping }),
    monotone: blocks.map(({ name }) => monotone[name] ?? 0),
  }
}

/** Rows as trees learn from them; columns that are not in bins yet are binned, by the bins of `like` where it is given. */
function treeRows(
  design: DesignMatrix,
  target: Float64Array,
  weight: Float64Array | undefined,
  maxBins: number,
  like?: TreeRows,
): TreeRows {
  const columns = design.blocks.map((block, i): BinnedColumn => {
    if (block.kind === 'binned') return block.column
    if (block.kind !== 'dense') {
      return binCategories(block.name, block.codes, block.names.length, like?.columns[i])
    }
    checkNotInfinite(block.name, block.values)
    return binColumn(
      block.name,
      block.values,
      like?.columns[i]?.edges ?? findEdges(block.values, { maxBins }),
    )
  })
  return { rows: design.rows, columns, target, ...(weight && { weight }) }
}

function checkNotInfinite(column: string, values: Float64Array): void {
  const row = values.findIndex(value => Math.abs(value) === Number.POSITIVE_INFINITY)
  if (row < 0) return
  throw new TrainingValueInvalid({
    column,
    row,
    value: values[row] as number,
    expected: 'a finite number or missing',
    advice: 'Make it missing or cut it to a range in the feature SQL.',
  })
}

function checkIndices(target: Float64Array, classes: number): void {
  if (classes < 2) throw new OneClass({ rows: target.length, target: 0 })
  const row = target.findIndex(value => !(Number.isInteger(value) && value >= 0 && value < classes))
  if (row < 0) return
  throw new TrainingValueInvalid({
    column: 'target',
    row,
    value: target[row] as number,
    expected: `the position of a class, 0 to ${classes - 1}`,
    advice: 'This is a defect of the training rows.',
  })
}

function checkCounts(target: Float64Array): void {
  const row = target.findIndex(value => value < 0)
  if (row < 0) return
  throw new TrainingValueInvalid({
    column: 'target',
    row,
    value: target[row] as number,
    expected: 'a count, from 0',
    advice: 'Use the objective "squared" for a target that may be negative.',
  })
}

function namesOf(block: DesignBlock): readonly string[] | null {
  return 'names' in block && block.names !== undefined ? block.names : null
}

/** Values for the forest: numbers as they are, categories by their index. */
function valuesOf(block: DesignBlock): Float64Array {
  if (block.kind === 'dense') return block.values
  if (block.kind === 'binned') throw new TypeError(`"${block.name}" is in bins; margins need its values`)
  return Float64Array.from(block.codes, code => (code < 0 ? Number.NaN : code))
}

function checkInputs({ inputs }: BoostedTreesModel, given: readonly TreeInput[]): void {
  for (let i = 0; i < Math.max(inputs.length, given.length); i++) {
    const [expected, found] = [inputs[i], given[i]].map(described)
    if (expected === found) continue
    throw new DesignMismatch({ position: i, expected: expected ?? 'absent', given: found ?? 'absent' })
  }
}

function described(input: TreeInput | undefined): string | undefined {
  if (input === undefined) return undefined
  const { name, names } = input
  return names === null ? `value "${name}"` : `category "${name}" of ${names.length} (${names.join(', ')})`
}
