import { pipeline, planOf, step, type Plan } from '@sluice/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { keyParts } from './key-parts.ts'

const digest = 'a'.repeat(64)
const same = (text: string) => text
const run = () => 1

function planWith(definition: unknown): Plan {
  const rows = step({ inputs: {}, keyed: 'run', definition: {}, run })
  const more = step({ inputs: {}, keyed: 'run', definition: { more: true }, run })
  const made = step({ inputs: { rows, pulls: [rows, more] }, definition, run })
  const declared = pipeline('p', { params: z.object({}), steps: () => ({ extract: rows, more, made }) })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
}

function partsOf(definition: unknown, output: object = { digest }, redact = same) {
  const plan = planWith(definition)
  const planned = plan.steps.find(({ name }) => name === 'made')
  if (planned === undefined) throw new Error('no step')
  return keyParts(plan, planned, { rows: { ...output }, pulls: [{ ...output }, 2] }, redact)
}

test('inputs are named by their place and by the step they come from', () => {
  const { parts } = partsOf({})
  expect(parts.inputs.map(({ name, step: from }) => [name, from])).toEqual([
    ['rows', 'extract'],
    ['pulls.0', 'extract'],
    ['pulls.1', 'more'],
  ])
  expect(parts.inputs[0]?.digest).toBe(parts.inputs[1]?.digest)
  expect(parts.inputs[1]?.digest).not.toBe(parts.inputs[2]?.digest)
})

test('a dataset is its content, however it was counted', () => {
  const dataset = { kind: 'dataset', digest, rows: 1, bytes: 2 }
  expect(partsOf({}, dataset).parts).toEqual(partsOf({}, { ...dataset, bytes: 3 }).parts)
})

test('the recipe holds definition and code, and its digest changes with them', () => {
  const { parts, recipe } = partsOf({ sql: 'SELECT 1' })
  expect(JSON.parse(recipe)).toEqual({
    keyed: 'content',
    definition: { sql: 'SELECT 1' },
    code: [String(run), null],
  })
  expect(partsOf({ sql: 'SELECT 2' }).parts.recipe).not.toBe(parts.recipe)
})

test.each([
  ['one long text', { sql: 'x'.repeat(50_000) }],
  ['a large list', { rows: Array.from({ length: 20_000 }, (_, i) => i) }],
  ['many parts', Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`part${i}`, 'y'.repeat(50)]))],
  ['a long list alone', Array.from({ length: 20_000 }, (_, i) => i)],
])('a recipe is bounded: %s', (_name, definition) => {
  expect(partsOf(definition).recipe.length).toBeLessThan(20_000)
})

test('what is cut is still told apart', () => {
  const long = (end: string) => partsOf({ sql: `${'x'.repeat(50_000)}${end}` })
  expect(long('a').parts.recipe).not.toBe(long('b').parts.recipe)
  expect(long('a').recipe).not.toBe(long('b').recipe)
})

test('secrets are taken out, and the parts of a step with few inputs are small', () => {
  const { parts, recipe } = partsOf({ url: 'hunter2' }, {}, text => text.replaceAll('hunter2', '***'))
  expect(recipe).toContain('***')
  expect(recipe).not.toContain('hunter2')
  expect(JSON.stringify(parts).length).toBeLessThan(300)
})
