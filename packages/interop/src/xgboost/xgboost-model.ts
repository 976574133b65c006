import { call, column, literal, sumOf, type ExprNode } from '@sluice/expr'
import { sha256 } from '@sluice/core'
import { ModelFileInvalid } from '../errors/model-file-invalid.ts'
import { ModelUnsupported } from '../errors/model-unsupported.ts'
import { addTree, finishDraft, newDraft } from '../forest/forest-draft.ts'
import { utf8 } from '../model/file-text.ts'
import type { ImportedInput, ImportedModel, ImportedOutput } from '../model/imported-model.ts'
import { jsonReader, type JsonReader } from '../model/json-reader.ts'
import { parseUbjson } from './ubjson.ts'
import { cutName, featureCategories } from './xgboost-categories.ts'
import { objectives, type Objective } from './xgboost-objective.ts'
import { xgboostTree } from './xgboost-tree.ts'

function fail(where: string, reason: string): never {
  throw new ModelFileInvalid({ format: 'xgboost', where, reason })
}

/** Which trees of a model that stopped early count: those up to its best iteration, or all. */
export interface XgboostOptions {
  readonly trees?: 'best' | 'all'
}

/**
 * Reads a model of XGBoost as JSON or UBJSON: boosters gbtree, dart and gblinear. XGBoost rounds inputs to float32 and
 * compares with `<`; thresholds are moved to the double that decides the same for every double. It adds leaves in
 * float32, ours are added exactly.
 *
 * @throws ModelFileInvalid when the file is not a whole model; ModelUnsupported for objectives and boosters that are
 * not known.
 */
export function xgboostModel(bytes: Uint8Array, { trees = 'best' }: XgboostOptions = {}): ImportedModel {
  const learner = jsonReader(parsed(bytes), 'model', fail).object('learner')
  const param = learner.object('learner_model_param')
  const objectiveName = learner.object('objective').text('name')
  const objective = Object.hasOwn(objectives, objectiveName) ? objectives[objectiveName] : undefined
  if (objective === undefined) throw unsupported('objective', objectiveName, 'what it predicts is not known')
  if (count(param, 'num_target', 1) > 1) throw unsupported('num_target', 'several targets', 'a model has one')
  const booster = learner.object('gradient_booster')
  const features = count(param, 'num_feature', 0)
  const outputs = Math.max(1, count(param, 'num_class', 0))
  if (outputs > 10_000) param.fail('num_class', `is ${outputs}`)
  const bases = baseScores(param, outputs).map(score => baseOf(score, objective, param))
  const parts = { learner, booster, features, bases, trees }
  const { inputs, outputs: raw } = booster.text('name') === 'gblinear' ? linear(parts) : forests(parts)
  return {
    kind: 'imported',
    format: 'xgboost',
    task: objective.task,
    inputs,
    outputs: raw,
    link: objective.link,
    digest: sha256(bytes),
  }
}

interface Parts {
  readonly learner: JsonReader
  readonly booster: JsonReader
  readonly features: number
  /** What each output starts from. */
  readonly bases: readonly number[]
  readonly trees: 'best' | 'all'
}

function parsed(bytes: Uint8Array): unknown {
  const isBinary = bytes[0] === 0x7b && bytes[1] !== 0x22 && bytes[1] !== 0x0a && bytes[1] !== 0x20
  if (isBinary) return parseUbjson(bytes, fail)
  const text = utf8(bytes, 'xgboost')
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable'
    return fail('the file', `is neither JSON nor UBJSON (${reason.slice(0, 120)})`)
  }
}

/** `base_score` is `5E-1`, or from version 3.1 a list such as `[5E-1]`. */
function baseScores(param: JsonReader, outputs: number): readonly number[] {
  const text = param.text('base_score')
  const items = (/^\[(.*)\]$/.exec(text)?.[1] ?? text).split(',').map(item => Number(item))
  if (!items.every(Number.isFinite) || (items.length !== 1 && items.length !== outputs)) {
    param.fail('base_score', `"${text.slice(0, 60)}" is not one number or one per class`)
  }
  return Array.from({ length: outputs }, (_, k) => Math.fround(items[k % items.length] as number))
}

function baseOf(score: number, objective: Objective, param: JsonReader): number {
  const base = objective.base(score)
  return Number.isFinite(base) ? base : param.fail('base_score', `${score} is not one of ${objective.link}`)
}

function count(param: JsonReader, name: string, absent: number): number {
  if (!param.has(name)) return absent
  const value = Number(param.text(name))
  return Number.isSafeInteger(value) && value >= 0 ? value : param.fail(name, 'is not a whole number')
}

function featureInputs({ learner, features }: Parts, model: JsonReader): readonly ImportedInput[] {
  const given = learner.has('feature_names') ? learner.texts('feature_names') : []
  const types = learner.has('feature_types') ? learner.texts('feature_types') : []
  const categories = featureCategories(model)
  for (const [name, list] of Object.entries({
    feature_names: given,
    feature_types: types,
    cats: categories,
  })) {
    if (list.length > 0 && list.length !== features) {
      learner.fail(name, `has ${list.length} entries for ${features} features`)
    }
  }
  const cut = cutName(categories)
  if (cut !== undefined) {
    throw unsupported(
      'cats',
      `category "${cut}"`,
      'XGBoost saves names that are not ASCII cut off; use codes or ASCII',
    )
  }
  if (new Set(given).size !== given.length) learner.fail('feature_names', 'has a name twice')
  // A split of an absurd number of features would not be in the file.
  if (given.length === 0 && features > 1_000_000) learner.fail('num_feature', `is ${features}`)
  return Array.from({ length: features }, (_, i): ImportedInput => {
    const name = given[i] ?? `f${i}`
    if (types[i] !== 'c') return { name, kind: 'number' }
    const list = categories[i] ?? []
    return { name, kind: 'category', rounding: 'down', ...(list.length > 0 && { categories: list }) }
  })
}

function forests(parts: Parts): {
  readonly inputs: readonly ImportedInput[]
  readonly outputs: readonly ImportedOutput[]
} {
  const { booster, bases } = parts
  const name = booster.text('name')
  if (name !== 'gbtree' && name !== 'dart') {
    throw unsupported('gradient_booster', name, 'the booster is not known')
  }
  const model = (name === 'dart' ? booster.object('gbtree') : booster).object('model')
  const inputs = featureInputs(parts, model)
  const trees = model.objects('trees')
  const classes = model.integers('tree_info', trees.length)
  const weights = name === 'dart' ? booster.numbers('weight_drop', trees.length) : []
  const used = usedTrees(parts, model, trees.length)
  const outputs = bases.map((base, k): ImportedOutput => {
    const draft = newDraft()
    const order = new Map<number, number>()
    const failed = (where: string) => (reason: string) => fail(where, reason)
    const input = (feature: number, as: 'number' | 'category') => {
      const { kind, name: of } = inputs[feature] as ImportedInput
      if (kind !== as) fail('the trees', `split "${of}" as a ${as}, which is a ${kind} elsewhere`)
      const known = order.get(feature) ?? order.size
      order.set(feature, known)
      return known
    }
    trees.slice(0, used).forEach((tree, t) => {
      if (classes[t] !== k) return
      const { nodes, deleted } = xgboostTree(tree, { features: inputs.length, input })
      const weight = weights[t] ?? 1
      addTree(
        draft,
        nodes.map(node => (node.kind === 'leaf' ? { ...node, value: node.value * weight } : node)),
        failed(`tree ${t}`),
        deleted,
      )
    })
    const { forest, cover } = finishDraft(draft, { base, fail: failed('the trees') })
    const columns = [...order.keys()].map(i => column((inputs[i] as ImportedInput).name, 'number'))
    return { kind: 'forest', inputs: columns, forest, cover }
  })
  const lost = classes.findIndex(k => k < 0 || k >= bases.length)
  if (lost >= 0) model.fail(`tree_info[${lost}]`, `is class ${classes[lost]} of ${bases.length}`)
  return { inputs, outputs }
}

/** How many of the trees count: those of the iterations up to the best one. */
function usedTrees({ learner, trees }: Parts, model: JsonReader, all: number): number {
  const attributes = learner.has('attributes') ? learner.object('attributes') : undefined
  if (trees === 'all' || attributes === undefined || !attributes.has('best_iteration')) return all
  const iterations = Number(attributes.text('best_iteration')) + 1
  const bounds = model.integers('iteration_indptr')
  const end = bounds[iterations]
  if (end === undefined || end < 0 || end > all) {
    return attributes.fail(
      'best_iteration',
      `is ${iterations - 1}, there are ${bounds.length - 1} iterations`,
    )
  }
  return end
}

/** A linear model: `weights[feature * outputs + output]`, the biases last. Missing values add nothing. */
function linear(parts: Parts): {
  readonly inputs: readonly ImportedInput[]
  readonly outputs: readonly ImportedOutput[]
} {
  const { booster, features, bases } = parts
  const model = booster.object('model')
  const weights = model.numbers('weights', (features + 1) * bases.length)
  const inputs = featureInputs(parts, model)
  const outputs = bases.map((base, k): ImportedOutput => {
    const weight = (feature: number) => literal(Math.fround(weights[feature * bases.length + k] as number))
    const terms = inputs.map(({ name }, i): ExprNode => {
      return call('multiply', call('coalesce', column(name, 'number'), literal(0)), weight(i))
    })
    return { kind: 'expression', expr: sumOf([literal(base), weight(features), ...terms]) }
  })
  return { inputs, outputs }
}

function unsupported(where: string, what: string, why: string): ModelUnsupported {
  return new ModelUnsupported({
    format: 'xgboost',
    parts: [{ where, what: what.slice(0, 60), why }],
    instead:
      'docs/guide/own-models.md lists what is read. Export the model as ONNX to run it with onnxruntime.',
  })
}
