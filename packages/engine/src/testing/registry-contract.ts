import assert from 'node:assert/strict'
import type { AliasChange, ModelRegistry, ModelVersion } from '@sluice/core'
import type { ContractCase } from './contract-case.ts'

const model = 'propensity/acme'
const because = { alias: 'champion', who: 'ann', why: 'it is better' }

function entry(digest: string, of = model): Omit<ModelVersion, 'version' | 'createdAt'> {
  const metrics = { auc: 0.8, folds: [0.7, null], label: 'ü' }
  return { model: of, artifact: { kind: 'artifact', digest }, run: `run-${digest}`, metrics }
}

function change(version: number): AliasChange {
  return { model, version, ...because }
}

async function registered(registry: ModelRegistry, count: number): Promise<void> {
  for (let i = 1; i <= count; i += 1) await registry.register(entry(`d${i}`))
}

const champion = async (registry: ModelRegistry) => (await registry.resolve(model, 'champion'))?.version

const versions: readonly ContractCase<ModelRegistry>[] = [
  {
    name: 'versions count from 1 for every model and keep what was registered',
    async check(registry) {
      const first = await registry.register(entry('a'))
      const second = await registry.register(entry('b'))
      const other = await registry.register(entry('a', 'propensity/bolt'))
      assert.deepEqual([first.version, second.version, other.version], [1, 2, 1])
      assert.deepEqual(await registry.versions(model), [first, second])
      const { version: _version, createdAt, ...kept } = second
      assert.deepEqual(kept, entry('b'))
      assert.ok(createdAt instanceof Date)
      assert.deepEqual(await registry.models(), ['propensity/acme', 'propensity/bolt'])
      assert.deepEqual(await registry.versions('unknown'), [])
    },
  },
  {
    name: 'an artifact that is registered again has the version it has',
    async check(registry) {
      const first = await registry.register(entry('a'))
      await registry.register(entry('b'))
      assert.deepEqual(await registry.register({ ...entry('a'), run: 'later', metrics: {} }), first)
      assert.equal((await registry.history(model)).length, 2)
    },
  },
  {
    name: 'versions registered at once are different',
    async check(registry) {
      const digests = Array.from({ length: 20 }, (_, i) => `d${i}`)
      const made = await Promise.all(digests.map(digest => registry.register(entry(digest))))
      assert.deepEqual(
        made.map(({ version }) => version).toSorted((a, b) => a - b),
        digests.map((_, i) => i + 1),
      )
    },
  },
]

const aliases: readonly ContractCase<ModelRegistry>[] = [
  {
    name: 'an alias points where it was promoted to, and nowhere before',
    async check(registry) {
      await registered(registry, 2)
      assert.equal(await champion(registry), undefined)
      await registry.promote(change(2))
      assert.equal(await champion(registry), 2)
      await registry.promote(change(1))
      assert.equal(await champion(registry), 1)
      assert.equal(await registry.resolve(model, 'challenger'), undefined)
      assert.equal(await registry.resolve('propensity/bolt', 'champion'), undefined)
    },
  },
  {
    name: 'a version that there is not is neither promoted nor refused',
    async check(registry) {
      await registered(registry, 1)
      await registry.promote(change(1))
      const before = await registry.history(model)
      for (const act of [registry.promote, registry.refuse]) {
        await assert.rejects(act(change(2)), { code: 'version-not-found' })
      }
      assert.equal(await champion(registry), 1)
      assert.deepEqual(await registry.history(model), before)
    },
  },
  {
    name: 'a refusal is remembered and moves nothing',
    async check(registry) {
      await registered(registry, 2)
      await registry.promote(change(1))
      await registry.refuse({ ...change(2), why: 'auc 0.71 is worse than 0.80' })
      assert.equal(await champion(registry), 1)
      const { at: _at, ...last } = (await registry.history(model)).at(-1) ?? assert.fail('no event')
      const facts = { model, kind: 'refused', version: 2, alias: 'champion', who: 'ann' }
      assert.deepEqual(last, { ...facts, why: 'auc 0.71 is worse than 0.80' })
    },
  },
  {
    name: 'the history only grows, and says who and why',
    async check(registry) {
      await registered(registry, 2)
      await registry.promote(change(1))
      await registry.promote(change(2))
      await registry.rollback({ model, ...because, why: 'complaints' })
      const events = await registry.history(model)
      assert.deepEqual(
        events.map(({ kind, version }) => [kind, version]),
        [
          ['registered', 1],
          ['registered', 2],
          ['promoted', 1],
          ['promoted', 2],
          ['rolled-back', 1],
        ],
      )
      assert.deepEqual([events.at(-1)?.who, events.at(-1)?.why], ['ann', 'complaints'])
    },
  },
]

/** Promotions (numbers) and rollbacks, and where the champion is after them; undefined: the last one is refused. */
const journeys: readonly (readonly [readonly (number | 'back')[], number | undefined])[] = [
  [[1, 2, 'back'], 1],
  [[1, 2, 3, 'back'], 2],
  [[1, 2, 3, 'back', 'back'], 1],
  [[1, 2, 'back', 3, 'back'], 1],
  [[1, 2, 2, 'back'], 1],
  [[1, 2, 1, 'back'], 2],
  [[1, 'back'], undefined],
  [['back'], undefined],
  [[1, 2, 'back', 'back'], undefined],
]

const rollbacks = journeys.map(([acts, expected]): ContractCase<ModelRegistry> => ({
  name: `after ${acts.join(', ')} the champion is ${expected === undefined ? 'as it was, with an error' : `version ${expected}`}`,
  async check(registry) {
    await registered(registry, 3)
    const act = async (what: number | 'back') => {
      if (what === 'back') return registry.rollback({ model, ...because })
      return registry.promote(change(what))
    }
    for (const what of acts.slice(0, -1)) await act(what)
    const before = await champion(registry)
    const last = act(acts.at(-1) as number | 'back')
    if (expected === undefined) {
      await assert.rejects(last, { code: 'nothing-to-roll-back' })
      assert.equal(await champion(registry), before)
      return
    }
    assert.equal((await last)?.version, expected)
    assert.equal(await champion(registry), expected)
  },
}))

/** What every {@link ModelRegistry} must do, given an empty one. */
export const registryContract: readonly ContractCase<ModelRegistry>[] = [
  ...versions,
  ...aliases,
  ...rollbacks,
]
