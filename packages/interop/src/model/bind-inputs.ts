import { call, caseOf, columnsOf, forest, literal, lookup, typeOf, type ExprNode } from '@sluice/expr'
import type { Feature } from '@sluice/core'
import { ModelInputMissing } from '../errors/model-input-missing.ts'
import type {
  Category,
  CategoryInput,
  ImportedInput,
  ImportedModel,
  ImportedOutput,
  TextInput,
} from './imported-model.ts'
import { replaceColumns } from './replace-columns.ts'

type Input = ImportedInput | TextInput

/** Features and what they are called in the model. */
export interface BoundFeatures {
  readonly features: readonly Feature[]
  /** Feature by input, where they differ. */
  readonly names?: Readonly<Record<string, string>>
}

/**
 * The raw outputs of a model over features, each input bound to the feature of its name. Inputs that no output reads
 * need no feature.
 *
 * @throws ModelInputMissing when there is no such feature, or one of another kind.
 */
export function boundOutputs(
  { inputs, outputs }: Pick<ImportedModel, 'inputs' | 'outputs'>,
  bound: BoundFeatures,
): readonly ExprNode[] {
  const templates = outputs.map(templateOf)
  const read = new Set(columnsOf(...templates).map(({ name }) => name))
  const needed = inputs.filter(({ name }) => read.has(name))
  const replacement = new Map(needed.map(input => [input.name, boundInput(input, bound)] as const))
  return replaceColumns(templates, column => replacement.get(column.name) ?? column)
}

function templateOf(output: ImportedOutput): ExprNode {
  return output.kind === 'forest' ? forest(output.inputs, output.forest) : output.expr
}

function boundInput(input: Input, { features, names = {} }: BoundFeatures): ExprNode {
  const name = Object.hasOwn(names, input.name) ? (names[input.name] as string) : input.name
  for (const feature of features) {
    if (feature.name === name && feature.kind === 'value') return ofValue(input, feature.expr, features)
    if (feature.name === name && feature.kind === 'categories') return ofCategories(input, feature, features)
    if (feature.kind !== 'indicators') continue
    const code = indicatorOf(feature, name)
    if (code >= 0) return ofValue(input, isCode(feature.code, code), features)
  }
  throw new ModelInputMissing({ input: input.name, features: features.flatMap(namesOf) })
}

function ofValue(input: Input, expr: ExprNode, features: readonly Feature[]): ExprNode {
  const found = typeOf(expr)
  if (input.kind === 'number' && found === 'number') return expr
  if (input.kind === 'number' && found === 'boolean') return call('toNumber', expr)
  if (input.kind === 'text' && found === 'text') return expr
  if (input.kind === 'category') {
    const code = codeOf(input, expr)
    if (code !== undefined) return code
  }
  throw wrongKind(input, `the feature of that name is a ${found}`, features)
}

function ofCategories(
  input: Input,
  { names, code }: Extract<Feature, { kind: 'categories' }>,
  features: readonly Feature[],
): ExprNode {
  if (input.kind === 'number') throw wrongKind(input, 'the feature of that name is a category', features)
  const keys = names.map((_, i) => i)
  const unknown = { missing: null, unknown: null }
  if (input.kind === 'text') return lookup({ input: code, type: 'text', keys, values: names, ...unknown })
  const positions = new Map((input.categories ?? []).map((value, i) => [String(value), i] as const))
  const values = names.map(name =>
    input.categories === undefined ? wholeNumber(name) : (positions.get(name) ?? null),
  )
  if (values.every(value => value === null)) {
    throw wrongKind(input, 'none of the categories of the feature is one of the model', features)
  }
  return lookup({ input: code, type: 'number', keys, values, ...unknown })
}

/** The code of a raw value; nothing when the types do not fit. */
function codeOf({ categories, rounding }: CategoryInput, expr: ExprNode): ExprNode | undefined {
  const type = typeOf(expr)
  if (categories === undefined) return type === 'number' ? rounded(expr, rounding) : undefined
  const keys = categories.filter(value => typeof value === kindOfType[type])
  if (keys.length !== categories.length) return undefined
  const values = keys.map((_, i) => i)
  return lookup({ input: expr, type: 'number', keys, values, missing: null, unknown: null })
}

const kindOfType: Readonly<Record<string, string>> = { number: 'number', text: 'string', boolean: 'boolean' }

function rounded(expr: ExprNode, rounding: CategoryInput['rounding']): ExprNode {
  const down = call('floor', expr)
  if (rounding === 'down') return down
  return caseOf([{ when: call('less', expr, literal(0)), then: call('ceil', expr) }], down)
}

function wholeNumber(name: Category): number | null {
  const value = Number(name)
  return String(name).trim() !== '' && Number.isInteger(value) ? value : null
}

function indicatorOf({ name, names }: Extract<Feature, { kind: 'indicators' }>, wanted: string): number {
  const exact = names.indexOf(wanted)
  return exact >= 0 ? exact : names.findIndex(each => `${name}=${each}` === wanted)
}

function isCode(code: ExprNode, wanted: number): ExprNode {
  return lookup({ input: code, type: 'number', keys: [wanted], values: [1], missing: 0, unknown: 0 })
}

function namesOf(feature: Feature): readonly string[] {
  return feature.kind === 'indicators' ? feature.names : [feature.name]
}

function wrongKind(input: Input, problem: string, features: readonly Feature[]): ModelInputMissing {
  const wanted =
    input.kind === 'category' && input.categories !== undefined ? 'one of its categories' : input.kind
  return new ModelInputMissing({
    input: input.name,
    problem: `${problem}, where the model reads a ${wanted}`,
    features: features.flatMap(namesOf),
  })
}
