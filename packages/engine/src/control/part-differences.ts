import type { Json } from '@sluice/core'
import type { KeyInput, KeyParts, Recipe } from '../plan/key-parts.ts'
import { jsonDifferences } from './json-differences.ts'

/** What a key was made of, with what its digests stand for. */
export interface Making {
  readonly parts: KeyParts
  readonly recipe: Recipe | undefined
  /** The output of the step that made an input. */
  readonly outputOf: (step: string) => Json | undefined
}

/** Says in sentences what of a key's making differs: definition, code, how it is keyed, and which input from where. */
export function partDifferences(before: Making, after: Making): readonly string[] {
  return [...recipeDifferences(before, after), ...inputDifferences(before, after)]
}

function recipeDifferences(before: Making, after: Making): readonly string[] {
  if (before.parts.recipe === after.parts.recipe) return []
  if (before.recipe === undefined || after.recipe === undefined) return ['the definition changed']
  const [run, check] = before.recipe.code
  const [nowRun, nowCheck] = after.recipe.code
  const found = [
    ...jsonDifferences('keyed', before.recipe.keyed, after.recipe.keyed),
    ...(isCode(before.recipe.definition) && isCode(after.recipe.definition)
      ? []
      : jsonDifferences('definition', before.recipe.definition, after.recipe.definition)),
    ...jsonDifferences('the function', run ?? null, nowRun ?? null),
    ...jsonDifferences('the check', check ?? null, nowCheck ?? null),
  ]
  return found.length > 0 ? found : ['the definition changed where it is too large to be kept']
}

/** The definition of a step that was given none is its function. */
function isCode(definition: Json): boolean {
  return Object.keys(Object(definition) as object).join() === 'code'
}

function inputDifferences(before: Making, after: Making): readonly string[] {
  const old = new Map(before.parts.inputs.map(input => [input.name, input]))
  const now = new Map(after.parts.inputs.map(input => [input.name, input]))
  const names = [...new Set([...old.keys(), ...now.keys()])]
  return names.flatMap(name => {
    const was = old.get(name)
    const is = now.get(name)
    if (was === undefined) return [`input ${name}${from(is)} is new`]
    if (is === undefined) return [`input ${name}${from(was)} is gone`]
    if (was.digest === is.digest) return []
    const found = jsonDifferences('it', before.outputOf(was.step), after.outputOf(is.step)).slice(0, 3)
    const head = `input ${name}${from(is)} is another`
    return [found.length === 0 ? head : `${head}: ${found.join('; ')}`]
  })
}

/** Where elements of a map read each other there is no name to tell. */
function from(input: KeyInput | undefined): string {
  return input === undefined || input.step === '' ? '' : ` (from step ${input.step})`
}
