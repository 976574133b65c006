import assert from 'node:assert/strict'
import {
  canonicalJson,
  type ArtifactRef,
  type ArtifactStore,
  type Json,
  type StoredArtifact,
} from '@sluice/core'
import type { ContractCase } from './contract-case.ts'

const numbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  2 ** 53,
  1e21,
  5e-324,
  -1.797_693_134_862_315_7e308,
  123_456_789.123_456_78,
]
const manifest: Json = {
  text: 'ünïcödé \u0000 \ud83d\ude00 "quoted" \\ \n',
  numbers,
  nested: { empty: {}, list: [null, true, [[]]], __proto__key: 1 },
}

function sample(): StoredArtifact {
  return {
    manifest,
    arrays: {
      weights: Float64Array.from([...numbers, Number.NaN, Number.POSITIVE_INFINITY]),
      edges: Int32Array.from([1, -1, 2_147_483_647, -2_147_483_648]),
      empty: new Float64Array(0),
      '../../outside': Int32Array.from([7]),
    },
  }
}

/** What every {@link ArtifactStore} must do. */
export const artifactStoreContract: readonly ContractCase<ArtifactStore>[] = [
  {
    name: 'a loaded artifact equals the saved one, bit for bit',
    async check(store) {
      const loaded = await store.load(await store.save(sample()))
      assert.equal(canonicalJson(loaded.manifest), canonicalJson(manifest))
      assert.deepEqual(bitsOf(loaded), bitsOf(sample()))
    },
  },
  {
    name: 'negative zero stays negative, in the manifest and in arrays',
    async check(store) {
      const saved = await store.save({ manifest: [-0], arrays: { a: Float64Array.of(-0) } })
      const loaded = await store.load(saved)
      assert.ok(Object.is((loaded.manifest as readonly number[])[0], -0))
      assert.ok(Object.is(loaded.arrays['a']?.[0], -0))
    },
  },
  {
    name: 'a view into a larger buffer is saved as the view',
    async check(store) {
      const view = new Float64Array(Float64Array.of(1, 2, 3, 4).buffer, 8, 2)
      const loaded = await store.load(await store.save({ manifest: null, arrays: { view } }))
      assert.deepEqual(loaded.arrays['view'], Float64Array.of(2, 3))
    },
  },
  {
    name: 'equal content gives equal references, whatever the order of keys',
    async check(store) {
      const a = await store.save({
        manifest: { a: 1, b: 2 },
        arrays: { x: Int32Array.of(1), y: Int32Array.of(2) },
      })
      const b = await store.save({
        manifest: { b: 2, a: 1 },
        arrays: { y: Int32Array.of(2), x: Int32Array.of(1) },
      })
      assert.deepEqual(a, b)
    },
  },
  {
    name: 'different content gives different references',
    async check(store) {
      const variants: readonly StoredArtifact[] = [
        { manifest: { a: 1 }, arrays: {} },
        { manifest: { a: 2 }, arrays: {} },
        { manifest: { a: 1 }, arrays: { x: Float64Array.of(1) } },
        { manifest: { a: 1 }, arrays: { x: Float64Array.of(2) } },
        { manifest: { a: 1 }, arrays: { x: Int32Array.of(1) } },
        { manifest: { a: 1 }, arrays: { y: Float64Array.of(1) } },
      ]
      const refs = await Promise.all(variants.map(variant => store.save(variant)))
      assert.equal(new Set(refs.map(ref => ref.digest)).size, variants.length)
    },
  },
  {
    name: 'saving the same content many times at once gives one loadable artifact',
    async check(store) {
      const refs = await Promise.all(Array.from({ length: 8 }, () => store.save(sample())))
      assert.equal(new Set(refs.map(ref => ref.digest)).size, 1)
      await store.load(refs[0] as ArtifactRef)
    },
  },
  {
    name: 'loading what is not there says so',
    async check(store) {
      const ref: ArtifactRef = { kind: 'artifact', digest: 'ab'.repeat(32) }
      await assert.rejects(store.load(ref), { code: 'artifact-not-found' })
    },
  },
  ...['../../etc/passwd', '', `${'a'.repeat(62)}/..`, 'A'.repeat(64), 'ab'.repeat(33)].map(digest => ({
    name: `a reference with the digest ${JSON.stringify(digest)} is refused`,
    async check(store: ArtifactStore) {
      await assert.rejects(async () => store.load({ kind: 'artifact', digest }), { code: 'digest-invalid' })
    },
  })),
]

function bitsOf({ arrays }: StoredArtifact): Record<string, string> {
  return Object.fromEntries(
    Object.entries(arrays)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, array]) => [
        name,
        `${array.constructor.name} ${Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex')}`,
      ]),
  )
}
