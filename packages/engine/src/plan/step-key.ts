import { canonicalJson, isStep, sha256, type Json, type PlannedStep, type Step } from '@sluice/core'

/** Changes whenever keys are made in another way, so that old ones never match by accident. */
const keyVersion = 2

/**
 * The key of a step: a digest of what makes its output. Steps that read or change the outside world have the run in
 * their key, so each run does them once.
 */
export function stepKey({ step, name }: PlannedStep, inputs: Json, run: string): string {
  const { keyed, definition, run: work, check } = step.definition
  return sha256(
    canonicalJson({
      version: keyVersion,
      definition,
      // Editing the function is editing the step, also where its definition is given.
      code: [String(work), check === undefined ? null : String(check)],
      inputs: identity(inputs),
      ...(keyed !== 'content' && { run, name, keyed }),
    }),
  )
}

/** The inputs of a step with every step replaced by its output. */
export function resolveInputs(step: Step<unknown>, outputs: ReadonlyMap<Step<unknown>, Json>): Json {
  const resolve = (node: unknown): Json => {
    if (isStep(node)) return outputs.get(node) as Json
    if (Array.isArray(node)) return node.map(resolve)
    return Object.fromEntries(Object.entries(node as object).map(([name, child]) => [name, resolve(child)]))
  }
  return resolve(step.definition.inputs)
}

/** What is the same about equal content: of a dataset the digest and the schema, not how it was counted. */
export function identity(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(identity)
  const entries = Object.entries(value).filter(
    ([name]) => !(isReference(value) && value.kind === 'dataset' && (name === 'rows' || name === 'bytes')),
  )
  return Object.fromEntries(entries.map(([name, child]) => [name, identity(child)]))
}

/** A reference to content of the store inside of an output. */
export interface Reference {
  readonly kind: 'dataset' | 'artifact'
  readonly digest: string
}

/** Every dataset and artifact that a JSON value refers to. */
export function* referencesIn(value: Json): Generator<Reference> {
  if (typeof value !== 'object' || value === null) return
  if (isReference(value)) yield value
  else for (const child of Object.values(value)) yield* referencesIn(child)
}

function isReference(value: object): value is Reference {
  const { kind, digest } = value as { readonly kind?: unknown; readonly digest?: unknown }
  if (kind !== 'dataset' && kind !== 'artifact') return false
  return typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)
}
