import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { DatasetRef, Json } from '../../data/refs.ts'
import { OptionInvalid } from '../../models/option-invalid.ts'
import { canonicalJson } from '../canonical-json.ts'
import { pipeline, type Steps } from '../pipeline.ts'
import { planOf } from '../plan.ts'
import { step, type Step } from '../step.ts'
import { readElementName, readListName, stepWord } from './element-name.ts'
import { expandMap } from './expand-map.ts'
import { whyTooMany, type FailurePolicy } from './failure-policy.ts'
import { listElements } from './list-elements.ts'
import { map } from './map.ts'
import { MapInvalid } from './map-invalid.ts'
import type { ElementSteps, FinishedElement, UnfinishedElement } from './mapped.ts'

interface Account {
  readonly id: string
  readonly name: string
}

const accounts: Step<readonly Account[]> = step({ inputs: {}, run: () => [] })
const settings = step({ inputs: {}, run: () => ({ days: 7 }) })
const work = (id: string) => step({ inputs: {}, definition: { id }, run: () => id.length })

function planWith(each: (account: Account) => ElementSteps, more: Steps = {}) {
  const pulls = map({ over: accounts, key: 'id', each, inputs: { settings } })
  const steps = () => ({ accounts, settings, pulls, ...more })
  return planOf(pipeline('p', { params: z.object({}), steps }), {
    deployment: 'd',
    params: {},
    asOf: new Date(0),
  })
}

const listed = (...ids: readonly string[]): Json =>
  ids.map(id => ({ key: id, element: { id, name: id.toUpperCase() } }))

describe('the steps of elements', () => {
  test('a plan has one step that lists them and one that gathers them', () => {
    const { steps } = planWith(({ id }) => work(id))
    expect(steps.map(({ name, needs }) => [name, needs])).toEqual([
      ['accounts', []],
      ['settings', []],
      ['pulls[]', ['accounts', 'settings']],
      ['pulls', ['pulls[]']],
    ])
  })

  test.each<[string, (account: Account) => ElementSteps, readonly (readonly [string, readonly string[]])[]]>([
    [
      'are named after the map and their keys',
      ({ id }) => work(id),
      [
        ['pulls[a]', ['pulls[]']],
        ['pulls[b]', ['pulls[]']],
      ],
    ],
    [
      'may be a few that read each other and what the map names',
      ({ id }) => {
        const pull = work(id)
        return { report: step({ inputs: { pull, settings }, run: () => 0 }), pull }
      },
      [
        ['pulls[a].pull', ['pulls[]']],
        ['pulls[a].report', ['pulls[]', 'pulls[a].pull', 'settings']],
        ['pulls[b].pull', ['pulls[]']],
        ['pulls[b].report', ['pulls[]', 'pulls[b].pull', 'settings']],
      ],
    ],
  ])('%s', (_name, each, expected) => {
    const { steps } = expandMap(planWith(each), 'pulls', listed('a', 'b'))
    expect(steps.map(({ name, needs }) => [name, needs])).toEqual(expected)
  })

  test('are defined by their element too, so that two of the same code differ', () => {
    const each = () => step({ inputs: {}, run: () => 'what the function closes over' })
    const { steps } = expandMap(planWith(each), 'pulls', listed('a', 'b'))
    const definitions = steps.map(of => canonicalJson(of.step.definition.definition))
    expect(new Set(definitions).size).toBe(2)
    expect(definitions[0]).toContain('"element":{"id":"a","name":"A"}')
  })

  test('of an element are the same, whatever stands beside it', () => {
    const definitionOf = (list: Json) =>
      expandMap(
        planWith(({ id }) => work(id)),
        'pulls',
        list,
      ).steps.find(({ name }) => name === 'pulls[b]')?.step.definition.definition
    expect(definitionOf(listed('a', 'b', 'c'))).toEqual(definitionOf(listed('b')))
  })

  const stray = work('stray')
  test.each<[string, (account: Account) => ElementSteps, RegExp]>([
    ['no steps', () => ({}), /makes no step of element "a"/],
    ['something else', () => undefined as never, /makes no step of element "a"/],
    [
      'a record with something else',
      () => ({ pull: 1 as never }),
      /makes "pull" of element "a", which is not a step/,
    ],
    ['one step twice', () => ({ one: stray, two: stray }), /makes "two" of element "a"/],
    [
      'a chain without names',
      () => step({ inputs: { stray }, run: () => 0 }),
      /inputs\.stray is a step without a name.*\{ stray, … \}/,
    ],
    [
      'a step that reads beside the map',
      () => step({ inputs: { other }, run: () => 0 }),
      /reads step "other"; name it in the `inputs`/,
    ],
    [
      'a map',
      () => map({ over: accounts, key: 'id', each: ({ id }) => work(id) }),
      /map inside of a map is not supported/,
    ],
  ])('%s is refused', (_name, each, message) => {
    const expand = () => expandMap(planWith(each, { other }), 'pulls', listed('a'))
    expect(expand).toThrow(MapInvalid)
    expect(expand).toThrow(message)
  })
})

const other = work('other')

describe('the elements', () => {
  const context = { step: 'pulls[]', data: undefined as never }
  const list = (over: unknown, key: unknown = 'id', most = 3) =>
    listElements(over as never, { key: key as never, most }, context)

  test.each<[string, unknown, unknown, readonly string[]]>([
    ['are in the order of their keys', [{ id: 'b' }, { id: 'a' }], 'id', ['a', 'b']],
    ['may be texts that are their own keys', ['b', 'a'], (id: string) => id, ['a', 'b']],
    ['may have numbers for keys', [{ id: 12 }, { id: 7 }], 'id', ['12', '7']],
    ['may be none', [], 'id', []],
  ])('%s', async (_name, over, key, expected) => {
    expect((await list(over, key)).map(element => element.key)).toEqual(expected)
  })

  test.each<[string, unknown, unknown, RegExp]>([
    [
      'the same key twice',
      [{ id: 'a' }, { id: 'b' }, { id: 'a' }],
      'id',
      /several elements with the same key: "a";/,
    ],
    ['a missing key', [{ id: 'a' }, {}], 'id', /element \(number 2\) whose key is missing/],
    ['an empty key', [{ id: ' ' }], 'id', /whose key is " "/],
    ['a key that is no text', [{ id: { a: 1 } }], 'id', /whose key is \{"a":1\}/],
    ['a key of several lines', [{ id: 'a\nb' }], 'id', /without control characters/],
    ['an element that is nothing', [null], 'id', /whose key is missing/],
    [
      'more than allowed',
      ['a', 'b', 'c', 'd'],
      (id: string) => id,
      /has 4 elements, and at most 3 are allowed/,
    ],
    ['no list', { a: 1 }, 'id', /maps over object; it needs a list or a dataset/],
    ['nothing', null, 'id', /maps over null/],
  ])('%s is refused', async (_name, over, key, message) => {
    await expect(list(over, key)).rejects.toThrow(message)
    await expect(list(over, key)).rejects.toThrow(MapInvalid)
  })

  test('a large dataset is refused without being read', async () => {
    await expect(list({ kind: 'dataset', rows: 4 })).rejects.toThrow(/has 4 elements/)
  })
})

test.each<[FailurePolicy, number, number, string | undefined]>([
  ['block', 0, 0, undefined],
  ['block', 1, 40, 'and all must'],
  ['continue', 39, 40, undefined],
  ['continue', 40, 40, 'and something must be left'],
  [{ atMost: 3 }, 3, 40, undefined],
  [{ atMost: 3 }, 4, 40, 'and at most 3 may fail'],
  [{ atMost: 3 }, 2, 2, 'and something must be left'],
  [{ atMostShare: 0.1 }, 4, 40, undefined],
  [{ atMostShare: 0.1 }, 5, 40, 'and at most 10 % may fail'],
])('policy %j with %i of %i failed', (policy, failed, elements, expected) => {
  expect(whyTooMany(policy, failed, elements)).toBe(expected)
})

test.each<[string, object]>([
  ['limit', { limit: 0 }],
  ['limit', { limit: 1.5 }],
  ['most', { most: -1 }],
  ['onFailure.atMost', { onFailure: { atMost: -1 } }],
  ['onFailure.atMostShare', { onFailure: { atMostShare: 1.1 } }],
  ['onFailure.atMostShare', { onFailure: { atMostShare: Number.NaN } }],
])('option %s is looked at: %j', (option, options) => {
  const declare = () => map({ over: accounts, key: 'id', each: ({ id }) => work(id), ...options })
  expect(declare).toThrow(OptionInvalid)
  expect(declare).toThrow(`option "${option}"`)
})

test.each([
  ['pulls[a]', { map: 'pulls', key: 'a' }],
  ['pulls[a].report', { map: 'pulls', key: 'a', part: 'report' }],
  ['pulls[a].b]', { map: 'pulls', key: 'a].b' }],
  ['pulls[x[0]].y', { map: 'pulls', key: 'x[0]', part: 'y' }],
  ['pulls[]', undefined],
  ['pulls', undefined],
])('the name %s says what it is of', (name, expected) => {
  expect(readElementName(name)).toEqual(expected)
  expect(readListName(name)).toBe(name === 'pulls[]' ? 'pulls' : undefined)
})

test.each([
  ['pulls', 'pulls'],
  ['pulls[acme]', "'pulls[acme]'"],
  ["pulls[o'neil]", String.raw`'pulls[o'\''neil]'`],
])('%s is typed as %s', (name, expected) => {
  expect(stepWord(name)).toBe(expected)
})

test('types flow from the list into each and from each into the results', () => {
  const all = map({ over: accounts, key: account => account.id, each: ({ id }) => work(id) })
  expectTypeOf(all).toEqualTypeOf<Step<readonly FinishedElement<number>[]>>()
  const some = map({ over: accounts, key: 'name', each: ({ id }) => work(id), onFailure: { atMost: 2 } })
  expectTypeOf(some).toEqualTypeOf<Step<readonly (FinishedElement<number> | UnfinishedElement)[]>>()
  const parts = map({
    over: accounts,
    key: 'id',
    each: ({ id, name }) => ({ a: work(id), b: step({ inputs: {}, run: () => name }) }),
  })
  type Result = (typeof parts)['output'][number]['output']
  expectTypeOf<Result>().toEqualTypeOf<{ readonly a: number; readonly b: string }>()
  const dataset = step({ inputs: {}, run: () => undefined as unknown as DatasetRef })
  map({
    over: dataset,
    key: 'account',
    each: row => {
      expectTypeOf(row['clicks']).toEqualTypeOf<string | number | boolean | null | undefined>()
      return work('x')
    },
  })
})
