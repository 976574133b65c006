import { call, column, compileJs, literal, type ExprNode } from '@sluice/expr'
import { describe, expect, test } from 'vitest'
import type { ArtifactRef, Json } from '../data/refs.ts'
import { canonicalJson } from '../pipeline/canonical-json.ts'
import type { ArtifactStore, StoredArtifact } from './artifact-store.ts'
import type { ModelArtifact } from './model-artifact.ts'
import { loadModel, saveModel } from './model-codec.ts'
import { packArrays, unpackArrays } from './packed-arrays.ts'

const ref: ArtifactRef = { kind: 'artifact', digest: 'abcdef0123456789' }

/** A store of one artifact, kept as a store keeps it: text and binary arrays. */
function oneArtifact(stored?: StoredArtifact): ArtifactStore & { readonly text: () => string } {
  let kept = stored
  return {
    text: () => canonicalJson(kept?.manifest),
    save: artifact => {
      kept = artifact
      return Promise.resolve(ref)
    },
    load: () =>
      Promise.resolve({
        manifest: JSON.parse(canonicalJson(kept?.manifest)) as Json,
        arrays: kept?.arrays ?? {},
      }),
  }
}

const margin = call('add', call('multiply', column('x', 'number'), literal(0.1 + 0.2)), literal(-1e-300))
const probability = call('sigmoid', margin)
const decision = call('greaterOrEqual', margin, literal(0))

/** As much of a model as the codec looks at. */
const artifact = {
  format: 'sluice-model',
  schemaVersion: 1,
  name: 'm',
  expressions: { margin, probability, decision },
  coefficients: { x: 0.1 + 0.2, least: 5e-324, most: Number.MAX_VALUE, none: -0 },
  reference: { rows: 3, mean: 1 / 3, shareAbove: 0, deciles: [-0, 0, 1 / 3] },
} as unknown as ModelArtifact

async function reloaded(value: unknown): Promise<ModelArtifact> {
  const store = oneArtifact()
  return loadModel(store, await saveModel(store, value as ModelArtifact))
}

describe('a model that was saved is loaded bit for bit', () => {
  test('numbers and expressions', async () => {
    const loaded = await reloaded(artifact)
    expect(loaded).toEqual(artifact)
    expect(Object.is(loaded.coefficients['none'], -0)).toBe(true)
    expect(Object.is(loaded.reference.deciles[0], -0)).toBe(true)
    expect(Object.isFrozen(loaded.expressions.margin)).toBe(true)
  })

  test.each([1, 63, 64, 100_000])('lists of %i numbers, with -0 at the ends', async length => {
    const deciles = Array.from({ length }, (_, i) => (i === 0 || i === length - 1 ? -0 : Math.sin(i) / 3))
    const loaded = await reloaded({ ...artifact, reference: { ...artifact.reference, deciles } })
    expect(loaded.reference.deciles).toEqual(deciles)
  })

  test.each<[string, Json]>([
    ['long lists with a text among the numbers', [...Array.from({ length: 99 }, (_, i) => i), 'x']],
    ['long lists with a null among the numbers', [...Array.from({ length: 99 }, (_, i) => i), null]],
    [
      'lists of long lists',
      Array.from({ length: 3 }, (_, i) => Array.from({ length: 70 }, (_x, j) => i / (j + 1))),
    ],
    ['empty lists and objects', [[], {}]],
    ['texts of any kind', ['\u0000', '\u{1F600}', '"', 'ß', '']],
  ])('%s', async (_name, extra) => {
    expect(await reloaded({ ...artifact, extra })).toMatchObject({ extra })
  })

  test('long lists of numbers are not in the text', async () => {
    const store = oneArtifact()
    const deciles = Array.from({ length: 10_000 }, (_, i) => i / 7)
    await saveModel(store, { ...artifact, reference: { ...artifact.reference, deciles } })
    expect(store.text().length).toBeLessThan(2000)
  })

  test('equal content is packed into equal content', () => {
    const value = {
      b: Array.from({ length: 80 }, (_, i) => i),
      a: { c: Array.from({ length: 90 }, () => 1 / 3) },
    }
    const once = packArrays(value)
    expect(packArrays(unpackArrays(once))).toEqual(once)
  })
})

describe('nodes that stand in several places', () => {
  const doubled = (levels: number) => {
    let node: ExprNode = column('x', 'number')
    for (let i = 0; i < levels; i++) node = call('add', node, node)
    return node
  }

  test('are kept once and come back as one', async () => {
    const store = oneArtifact()
    const sum = doubled(60)
    await saveModel(store, { ...artifact, expressions: { margin: sum, probability: sum, decision } })
    expect(store.text().length).toBeLessThan(20_000)
    const { expressions } = await loadModel(store, ref)
    expect(expressions.margin).toBe(expressions.probability)
    expect(compileJs({ y: expressions.margin }).row({ x: 1 })).toEqual({ y: 2 ** 60 })
  })

  test.each<[string, Json, RegExp]>([
    ['a node that comes later', { $nodes: [{ $node: 1 }, 1], value: {} }, /node 1, of 0 that come before/],
    [
      'a node that holds itself',
      { $nodes: [{ kind: 'call', args: [{ $node: 0 }] }], value: {} },
      /node 0, of 0/,
    ],
    ['a node by name', { $nodes: [], value: { $node: 'constructor' } }, /node "constructor", of 0/],
    ['a node where there is no list', { value: { $node: 0 } }, /node 0, of 0/],
    ['a list that is none', { $nodes: 5, value: {} }, /"\$nodes" of the artifact is not a list/],
  ])('%s is refused', async (_name, manifest, reason) => {
    await expect(loadModel(oneArtifact({ manifest, arrays: {} }), ref)).rejects.toMatchObject({
      code: 'artifact-invalid',
      message: expect.stringMatching(reason),
    })
  })

  test.each(['$node', '$nodes'])('a field named %s cannot be saved', name => {
    expect(() => packArrays({ a: { [name]: 'x' } })).toThrow(`"${name}"`)
  })
})

describe('content that is not a model is refused with its digest and the reason', () => {
  const deep = Array.from({ length: 500 }).reduce<Json>(
    inner => ({ kind: 'call', op: 'negate', args: [inner] }),
    { kind: 'literal', type: 'number', value: 1 },
  )
  const withMargin = (node: unknown) => ({
    ...artifact,
    expressions: { ...artifact.expressions, margin: node },
  })
  test.each<[string, unknown, RegExp]>([
    ['nothing', null, /it is not an object/],
    ['a list', [1, 2], /it is not an object/],
    ['a text', 'sluice-model', /it is not an object/],
    ['another format', { format: 'pickle', schemaVersion: 1 }, /its format is "pickle"/],
    ['no format', {}, /its format is undefined/],
    [
      'a later schema version',
      { ...artifact, schemaVersion: 2 },
      /its schema version is 2, this version reads 1/,
    ],
    ['a schema version in words', { ...artifact, schemaVersion: '1' }, /its schema version is "1"/],
    ['no expressions', { ...artifact, expressions: null }, /expressions/],
    ['one expression too few', { ...artifact, expressions: { margin, probability } }, /is not an object/],
    ['a text for an expression', withMargin('process.exit()'), /is not an object/],
    ['an unknown kind of node', withMargin({ kind: 'code', text: 'process.exit()' }), /unknown kind "code"/],
    [
      'an unknown operation',
      withMargin({ kind: 'call', op: 'constructor', args: [] }),
      /unknown operation "constructor"/,
    ],
    ['too few arguments', withMargin({ kind: 'call', op: 'add', args: [literal(1)] }), /add/],
    ['arguments of another type', withMargin(call0('add', literal('a'), literal(1))), /add/],
    ['a literal of another type', withMargin({ kind: 'literal', type: 'number', value: 'x' }), /number/],
    ['an expression nested without end', withMargin(deep), /nested deeper/],
    ['a column without a name', withMargin({ kind: 'column', type: 'number' }), /name/],
    ['a margin that is no number', withMargin(literal('x')), /margin is text, not number/],
    [
      'a probability that is no number',
      { ...artifact, expressions: { margin, probability: decision, decision } },
      /probability is boolean, not number/,
    ],
    [
      'a decision that is no boolean',
      { ...artifact, expressions: { margin, probability, decision: margin } },
      /decision is number, not boolean/,
    ],
  ])('%s', async (_name, value, reason) => {
    const loaded = loadModel(oneArtifact({ manifest: value as Json, arrays: {} }), ref)
    await expect(loaded).rejects.toMatchObject({
      code: 'artifact-invalid',
      digest: ref.digest,
      message: expect.stringMatching(reason),
    })
    await expect(loaded).rejects.toThrow(/^artifact abcdef012345 cannot be used: .*Promote another version/s)
  })

  test('an array that is not there', async () => {
    const { manifest } = packArrays({
      ...artifact,
      list: Array.from({ length: 70 }, (_, i) => i),
    } as unknown as Json)
    const loaded = loadModel(oneArtifact({ manifest, arrays: {} }), ref)
    await expect(loaded).rejects.toMatchObject({
      code: 'artifact-invalid',
      message: expect.stringContaining('an array "a0" that it does not hold'),
    })
  })

  test('an array under a name that every object has', () => {
    expect(() => unpackArrays({ manifest: { $array: 'constructor' }, arrays: {} })).toThrow('"constructor"')
  })

  test('a field that looks like a packed array cannot be saved', () => {
    expect(() => packArrays({ a: { $array: 'x' } })).toThrow('"$array"')
  })
})

/** A call that the checked constructor would refuse. */
function call0(op: string, ...args: readonly unknown[]) {
  return { kind: 'call', op, args }
}
