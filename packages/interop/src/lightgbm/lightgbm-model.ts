import { call, caseOf, column, literal, type ExprNode } from '@sluice/expr'
import { sha256 } from '@sluice/core'
import { ModelFileInvalid } from '../errors/model-file-invalid.ts'
import { ModelUnsupported } from '../errors/model-unsupported.ts'
import { addTree, finishDraft, newDraft } from '../forest/forest-draft.ts'
import { utf8 } from '../model/file-text.ts'
import type { Category, ImportedInput, ImportedModel, ImportedOutput } from '../model/imported-model.ts'
import { fieldReader, type FieldReader } from './field-values.ts'
import { categoricalFeatures } from './lightgbm-categories.ts'
import { custom, objectiveOf, type Objective } from './lightgbm-objective.ts'
import { lightgbmText, type Fail, type LightgbmText } from './lightgbm-text.ts'
import { lightgbmTree, type InputForm } from './lightgbm-tree.ts'

const fail: Fail = (where, reason) => {
  throw new ModelFileInvalid({ format: 'lightgbm', where, reason })
}

/** What a file of LightGBM does not tell. */
export interface LightgbmOptions {
  /** Of a model with a custom objective: `binary` when its sums are log-odds. */
  readonly task?: 'binary' | 'regression'
}

/**
 * Reads a text model of LightGBM (version 3 or 4 of the format). Margins are those of LightGBM up to the order of the
 * sum: below 1e-13 of the largest leaves' sum.
 *
 * @throws ModelFileInvalid when the file is not a whole model; ModelUnsupported for linear trees and objectives that
 * are not known.
 */
export function lightgbmModel(bytes: Uint8Array, { task }: LightgbmOptions = {}): ImportedModel {
  const file = lightgbmText(utf8(bytes, 'lightgbm'), fail)
  const header = fieldReader(file.header, 'header', fail)
  checkVersion(header.text('version'))
  const names = featureNames(header)
  const objective = knownObjective(file.header.get('objective') ?? 'custom', task)
  const categories = categoricalFeatures(file, names.length, fail)
  const inputs = names.map((name, i): ImportedInput => {
    if (!categories.has(i)) return { name, kind: 'number' }
    const values: readonly Category[] | undefined = categories.get(i)
    return { name, kind: 'category', rounding: 'toward-zero', ...(values && { categories: values }) }
  })
  return {
    kind: 'imported',
    format: 'lightgbm',
    task: objective.task,
    inputs,
    outputs: outputsOf(file, header, inputs, objective),
    link: objective.link,
    digest: sha256(bytes),
  }
}

function checkVersion(version: string): void {
  if (version !== 'v3' && version !== 'v4') fail('version', `"${version.slice(0, 20)}" is not v3 or v4`)
}

function featureNames(header: FieldReader): readonly string[] {
  const names = header.text('feature_names').trim().split(' ')
  const count = header.integer('max_feature_idx') + 1
  if (names.length !== count) {
    fail('feature_names', `has ${names.length} names, but max_feature_idx says ${count}`)
  }
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) fail('feature_names', `has "${name}" twice`)
    seen.add(name)
  }
  return names
}

function knownObjective(text: string, task: LightgbmOptions['task']): Objective {
  const found = objectiveOf(text)
  if (found === custom && task === 'binary') return { ...found, task, link: 'logit' }
  if (typeof found !== 'string') return found
  throw new ModelUnsupported({
    format: 'lightgbm',
    parts: [{ where: 'header', what: `objective=${text.slice(0, 60)}`, why: found }],
    instead: 'Train with an objective that docs/guide/own-models.md lists.',
  })
}

function outputsOf(
  file: LightgbmText,
  header: FieldReader,
  inputs: readonly ImportedInput[],
  { task, scale }: Objective,
): readonly ImportedOutput[] {
  const count = header.integer('num_tree_per_iteration')
  if (count < 1 || count > 10_000 || (task !== 'multiclass' && count !== 1)) {
    fail('num_tree_per_iteration', `is ${count} for ${task}`)
  }
  checkTreeCount(file, header, count)
  const average = file.header.has('average_output') ? count / Math.max(1, file.trees.length) : 1
  return Array.from({ length: count }, (_, k) => outputOf(file, inputs, k, count, scale * average))
}

function checkTreeCount({ trees }: LightgbmText, header: FieldReader, perIteration: number): void {
  if (trees.length % perIteration !== 0) {
    fail('the trees', `are ${trees.length}, which is not a multiple of ${perIteration}`)
  }
  const sizes = header
    .text('tree_sizes')
    .split(' ')
    .filter(size => size !== '').length
  if (sizes !== trees.length) fail('the trees', `are ${trees.length}, but the header says ${sizes}`)
}

/** The forest of every `count`th tree from tree `first`. */
function outputOf(
  { trees }: LightgbmText,
  inputs: readonly ImportedInput[],
  first: number,
  count: number,
  scale: number,
): ImportedOutput {
  const draft = newDraft()
  const forms = new Map<string, { readonly index: number; readonly expr: ExprNode }>()
  const inputIndex = (feature: number, form: InputForm, where: string) => {
    const { name, kind } = inputs[feature] as ImportedInput
    const wanted = form === 'category' ? 'category' : 'number'
    if (wanted !== kind) fail(where, `splits "${name}" as a ${wanted}, which is a ${kind} elsewhere`)
    const key = `${form} ${feature}`
    const known = forms.get(key) ?? { index: forms.size, expr: formOf(column(name, 'number'), form) }
    forms.set(key, known)
    return known.index
  }
  for (let t = first; t < trees.length; t += count) {
    const where = `tree ${t}`
    const failed = (reason: string) => fail(where, reason)
    const reader = fieldReader(trees[t] as ReadonlyMap<string, string>, where, fail)
    const nodes = lightgbmTree(reader, {
      features: inputs.length,
      input: (feature, form) => inputIndex(feature, form, where),
      fail: failed,
    })
    addTree(draft, nodes, failed)
  }
  const { forest, cover } = finishDraft(draft, {
    base: 0,
    scale,
    fail: reason => fail('the trees', reason),
  })
  return { kind: 'forest', inputs: [...forms.values()].map(({ expr }) => expr), forest, cover }
}

// LightGBM's kZeroThreshold, a float32.
const zero = Math.fround(1e-35)

function formOf(input: ExprNode, form: InputForm): ExprNode {
  if (form !== 'zero-missing') return input
  const isZero = call('lessOrEqual', call('abs', input), literal(zero))
  return caseOf([{ when: isZero, then: literal(null, 'number') }], input)
}
