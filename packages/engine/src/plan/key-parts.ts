import {
  canonicalJson,
  inputSteps,
  readElementName,
  sha256,
  type Json,
  type Plan,
  type PlannedStep,
  type Step,
} from '@sluice/core'
import { plainJson } from '../journal/plain-json.ts'
import { identity } from './step-key.ts'

/** An input of a step when its key was made. */
export interface KeyInput {
  /** Where it stands in the step's inputs, such as `rows` or `pulls.0`. */
  readonly name: string
  /** The step that made it. */
  readonly step: string
  readonly digest: string
}

/** What a key was made of, in short: the digest of its {@link Recipe} and those of its inputs. */
export interface KeyParts {
  readonly recipe: string
  readonly inputs: readonly KeyInput[]
}

/** What a step is besides its inputs, kept once for all steps that share it. */
export interface Recipe {
  readonly keyed: 'content' | 'run' | 'effect'
  readonly definition: Json
  /** Text of the step's function and of its check. */
  readonly code: readonly (string | null)[]
}

/** The parts of a key, with the text of the recipe for the journal. */
export interface KeptParts {
  readonly parts: KeyParts
  readonly recipe: string
}

const longestText = 16_000
const longestPart = 2_000

/** What the key of a step is made of, in a form to keep: bounded in size and without secrets. */
export function keyParts(
  plan: Plan,
  planned: PlannedStep,
  inputs: Json,
  redact: (text: string) => string,
): KeptParts {
  const { step } = planned
  const { keyed, definition, run, check } = step.definition
  const code = [String(run), check === undefined ? null : String(check)]
  const json = JSON.parse(canonicalJson(definition)) as Json
  const whole: Recipe = { keyed, definition: json, code }
  const digest = short(canonicalJson(whole))
  const small = JSON.stringify(whole).length <= longestText
  const kept = small
    ? whole
    : { keyed, definition: cutParts(json), code: code.map(text => text && cut(text)) }
  const names = namesIn(plan, planned)
  return {
    parts: {
      recipe: digest,
      inputs: [...inputSteps(step)].map(({ step: of, path }) => ({
        name: path.replace(/^inputs\./, ''),
        step: names.get(of) ?? '',
        digest: short(canonicalJson(identity(at(inputs, path.split('.').slice(1))))),
      })),
    },
    recipe: bounded(JSON.stringify(plainJson(kept, redact)), whole),
  }
}

/** The names of the steps that a step reads; those of a map's element are in no plan, and stand in its needs in order. */
function namesIn(plan: Plan, { step, needs }: PlannedStep): ReadonlyMap<Step<unknown>, string> {
  const known = namesOf(plan)
  const inner = [...new Set([...inputSteps(step)].map(input => input.step))].filter(of => !known.has(of))
  if (inner.length === 0) return known
  const own = needs.filter(need => readElementName(need) !== undefined)
  return new Map([...known, ...inner.map((of, i) => [of, own[i] ?? ''] as const)])
}

/** Where even the cut parts are too many, the digest of all of them stands for the definition. */
function bounded(text: string, { keyed, definition, code }: Recipe): string {
  if (text.length <= longestText) return text
  const json = canonicalJson(definition)
  const rest = { digest: short(json), characters: json.length }
  return JSON.stringify({ keyed, definition: rest, code: code.map(part => part && short(part)) })
}

/** Enough to tell two apart, a quarter of the size. */
function short(text: string): string {
  return sha256(text).slice(0, 16)
}

function at(value: Json, path: readonly string[]): Json {
  let found = value
  for (const name of path) found = (found as { readonly [name: string]: Json })[name] ?? null
  return found
}

function cutParts(definition: Json): Json {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    return cutJson(definition)
  }
  return Object.fromEntries(Object.entries(definition).map(([name, part]) => [name, cutJson(part)]))
}

function cutJson(value: Json): Json {
  if (typeof value === 'string') return cut(value)
  const text = JSON.stringify(value)
  return text.length <= longestPart ? value : { digest: short(text), characters: text.length }
}

function cut(text: string): string {
  return text.length <= longestPart ? text : `${text.slice(0, longestPart)}… ${short(text)}`
}

const names = new WeakMap<Plan, ReadonlyMap<Step<unknown>, string>>()

function namesOf(plan: Plan): ReadonlyMap<Step<unknown>, string> {
  const known = names.get(plan) ?? new Map(plan.steps.map(({ name, step }) => [step, name]))
  names.set(plan, known)
  return known
}
