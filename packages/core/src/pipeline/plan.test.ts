import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { ParamsInvalid } from './params-invalid.ts'
import { pipeline, type Steps } from './pipeline.ts'
import { PlanInvalid } from './plan-invalid.ts'
import { planOf } from './plan.ts'
import { step } from './step.ts'

const asOf = new Date('2026-03-02T00:00:00Z')
const a = step({ inputs: {}, run: () => 1 })
const b = step({ inputs: { a }, run: ({ a }) => a + 1 })
const c = step({ inputs: { nested: { list: [a, b] } }, run: ({ nested }) => nested.list.length })

function plan(steps: Steps) {
  return planOf(pipeline('p', { params: z.object({}), steps: () => steps }), {
    deployment: 'd',
    params: {},
    asOf,
  })
}

test.each<[string, Steps, readonly (readonly [string, readonly string[]])[]]>([
  [
    'a step comes after what it reads, in whatever order it is returned',
    { c, b, a },
    [
      ['a', []],
      ['b', ['a']],
      ['c', ['a', 'b']],
    ],
  ],
  [
    'independent steps keep the order of the record',
    { z: a, y: step({ inputs: {}, run: () => 0 }) },
    [
      ['z', []],
      ['y', []],
    ],
  ],
  ['no steps make an empty plan', {}, []],
])('%s', (_name, steps, expected) => {
  expect(plan(steps).steps.map(({ name, needs }) => [name, needs])).toEqual(expected)
})

test.each<[string, Steps, RegExp]>([
  ['an input that is not returned', { c, a }, /step "c": inputs\.nested\.list\.1 is a step without a name/],
  ['one step under two names', { one: a, two: a }, /step "two": is the same step as "one"/],
  ['a name that is no name', { 'a step': a }, /step "a step": a step name starts with a letter/],
  ['something that is not a step', { a: {} as never }, /is not a step; make it with step\(\)/],
])('%s is refused', (_name, steps, message) => {
  expect(() => plan(steps)).toThrow(PlanInvalid)
  expect(() => plan(steps)).toThrow(message)
})

describe('parameters', () => {
  const declared = pipeline('p', {
    params: z.object({ days: z.number().int(), warehouse: z.object({ kind: z.literal('duckdb') }) }),
    steps: ({ params }) =>
      Object.fromEntries(
        Array.from({ length: params.days }, (_, i) => [`day-${i}`, step({ inputs: {}, run: () => i })]),
      ),
  })

  test('shape the plan', () => {
    const { steps, params } = planOf(declared, {
      deployment: 'd',
      params: { days: 3, warehouse: { kind: 'duckdb' } },
      asOf,
    })
    expect(steps.map(({ name }) => name)).toEqual(['day-0', 'day-1', 'day-2'])
    expect(params).toEqual({ days: 3, warehouse: { kind: 'duckdb' } })
  })

  test('that do not fit are named with their path and the deployment', () => {
    const build = () =>
      planOf(declared, { deployment: 'alpine', params: { days: 1.5, warehouse: { kind: 'x' } }, asOf })
    expect(build).toThrow(ParamsInvalid)
    expect(build).toThrow(
      /deployment "alpine" do not fit pipeline "p":\n {2}- days: .*\n {2}- warehouse\.kind: /,
    )
  })
})

test.each([
  ['keys are sorted', { b: 1, a: 2 }, '{"a":2,"b":1}'],
  ['undefined fields are left out', { a: undefined, b: [undefined] }, '{"b":[null]}'],
  ['-0 differs from 0', [-0, 0], '[-0,0]'],
  [
    'dates and bigints are marked',
    [new Date(0), 1n],
    '[{"$date":"1970-01-01T00:00:00.000Z"},{"$bigint":"1"}]',
  ],
  ['typed arrays are lists', Float64Array.of(1, 2), '[1,2]'],
])('canonical JSON: %s', (_name, value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test.each([
  ['NaN', { a: [Number.NaN] }, /\$\.a\[0\] is NaN/],
  ['a function', { f: () => 1 }, /\$\.f is a function/],
])('canonical JSON refuses %s and says where', (_name, value, message) => {
  expect(() => canonicalJson(value)).toThrow(message)
})
