import { canonicalJson, isStep, sha256, type Json, type PlannedStep, type Step } from '@sluice/core'

/** Changes whenever keys are made in another way, so that old ones never match by accident. */
const keyVersion = 1

/**
 * The key of a step: a digest of what makes its output. Steps that read or change the outside world have the run in
 * their key, so each run does them once.
 */
export function stepKey({ step, name }: PlannedStep, inputs: Json, run: string): string {
  const { keyed, definition } = step.definition
  const parts = { version: keyVersion, definition, inputs, ...(keyed !== 'content' && { run, name, keyed }) }
  return sha256(canonicalJson(parts))
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

/** Every dataset and artifact that a JSON value refers to. */
export function* referencesIn(
  value: Json,
): Generator<{ readonly kind: 'dataset' | 'artifact'; readonly digest: string }> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) {
    const { kind, digest } = value as { readonly [name: string]: Json }
    if ((kind === 'dataset' || kind === 'artifact') && typeof digest === 'string') {
      yield value as never
      return
    }
  }
  for (const child of Object.values(value)) yield* referencesIn(child)
}
