import assert from 'node:assert/strict'
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DatasetRef } from '@sluice/core'
import { checkContract } from '../testing/contract-case.ts'
import { storeContract } from '../testing/store-contract.ts'
import { openStore } from './local-store.ts'
import { isAbandoned, ownedName } from './owned-name.ts'
import type { Store } from './store.ts'

let root: string
let store: Store

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-store-'))
  store = await openStore(root)
})
afterEach(() => rm(root, { recursive: true, force: true }))

test.each(storeContract.map(contract => [contract.name, contract] as const))(
  'contract: %s',
  async (_name, contract) => {
    await checkContract(contract, async () => ({ subject: store, dispose: async () => undefined }))
  },
)

describe('damaged content', () => {
  test.each(['manifest.json', 'arrays.bin'])('any changed bit of %s is noticed', async name => {
    const ref = await store.save({ manifest: { a: [1, -0] }, arrays: { w: Float64Array.of(1, 2) } })
    const path = join(artifactFolder(ref.digest), name)
    const bytes = await readFile(path)
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes)
      changed[i] = (changed[i] ?? 0) ^ 1
      await writeFile(path, changed)
      await expect(store.load(ref)).rejects.toMatchObject({ code: 'artifact-corrupt', digest: ref.digest })
    }
    await writeFile(path, bytes.subarray(0, -1))
    await expect(store.load(ref)).rejects.toMatchObject({ code: 'artifact-corrupt' })
    await rm(path)
    await expect(store.verify(ref)).rejects.toMatchObject({ code: 'artifact-corrupt' })
  })

  test('saving a damaged artifact again repairs it', async () => {
    const artifact = { manifest: 'm', arrays: { w: Float64Array.of(1) } }
    const ref = await store.save(artifact)
    await writeFile(join(artifactFolder(ref.digest), 'arrays.bin'), 'damage')
    await store.save(artifact)
    expect(await store.load(ref)).toEqual(artifact)
    expect(await readdir(join(root, 'tmp'))).toEqual([])
  })

  test('a changed dataset is noticed when it is first fetched, a shortened one always', async () => {
    const ref = await put('0123456789')
    await writeFile(store.path(ref), '012345678X')
    await expect(store.fetch(ref)).rejects.toMatchObject({ code: 'dataset-corrupt' })
    await expect(store.verify(ref)).rejects.toMatchObject({ code: 'dataset-corrupt' })
    await writeFile(store.path(ref), '0123456789')
    await store.fetch(ref)
    await writeFile(store.path(ref), '01234')
    await expect(store.fetch(ref)).rejects.toThrow('5 bytes instead of 10')
    expect(await store.has(ref)).toBe(false)
  })
})

describe('what killed processes leave', () => {
  test('old files of dead processes are removed at open, those of living ones and young ones stay', async () => {
    const dead = ownedName().replace(/-\d+-/, `-${deadPid()}-`)
    const foreign = `00000000-1-${crypto.randomUUID()}`
    const names = { deadOld: `${dead}.parquet`, deadYoung: `${dead}.new`, alive: ownedName(), foreign }
    for (const name of Object.values(names)) await writeFile(join(root, 'tmp', name), 'half')
    for (const name of [names.deadOld, names.alive, names.foreign]) await age(join(root, 'tmp', name), 60)
    await openStore(root)
    const left = await readdir(join(root, 'tmp'))
    expect(left.toSorted()).toEqual([names.deadYoung, names.alive, names.foreign].toSorted())
  })

  test('files of other machines are removed after a week', () => {
    const name = `00000000-1-${crypto.randomUUID()}`
    expect([6, 8].map(days => isAbandoned(name, days * 86_400_000))).toEqual([false, true])
  })

  test('content that a killed collector had moved away comes back when it was saved meanwhile', async () => {
    const ref = await put('fresh')
    const dead = ownedName().replace(/-\d+-/, `-${deadPid()}-`)
    const trash = (limit: number) => `${dead}.trash-${limit}-dataset-${ref.digest}`
    const content = await readFile(store.path(ref))
    await rm(store.path(ref))
    const hourAgo = Date.now() - 3_600_000
    const path = join(root, 'tmp', trash(hourAgo - 1000))
    await writeFile(path, content)
    await age(path, 60)
    await openStore(root)
    await store.verify(ref)
  })

  test('a process killed while it writes leaves the store without the dataset, and usable', async () => {
    const script = `
      import { openStore } from '${join(import.meta.dirname, 'local-store.ts')}'
      import { writeFile } from 'node:fs/promises'
      const store = await openStore(process.argv[2])
      const staged = await store.stage()
      await writeFile(staged.path, 'half')
      process.send('written')
      setInterval(() => undefined, 1000)`
    const path = join(root, 'child.mts')
    await writeFile(path, script)
    const child = fork(path, [root], { execArgv: ['--conditions=@sluice/source'], cwd: import.meta.dirname })
    const exited = once(child, 'exit')
    expect(await Promise.race([once(child, 'message'), exited])).toContain('written')
    child.kill('SIGKILL')
    await exited
    expect(await readdir(join(root, 'datasets'))).toEqual([])
    await store.verify(await put('half'))
  })
})

describe('a full disk', () => {
  test('a file-size limit gives disk-full, and nothing half-written is visible', async () => {
    const script = `
      import { openStore } from '${join(import.meta.dirname, 'local-store.ts')}'
      process.on('SIGXFSZ', () => undefined)
      const store = await openStore(process.argv[2])
      const arrays = { w: new Float64Array(100_000) }
      await store.save({ manifest: null, arrays }).then(
        () => console.log('saved'),
        error => console.log(error.code, error.message))`
    const path = join(root, 'child.mts')
    await writeFile(path, script)
    const args = ['--fsize=65536', process.execPath, '--conditions=@sluice/source', path, root]
    const { stdout, stderr } = spawnSync('prlimit', args, { cwd: import.meta.dirname, encoding: 'utf8' })
    assert.match(stdout, /^disk-full no space left for an artifact in the store/, stderr)
    expect(await readdir(join(root, 'artifacts'))).toEqual([])
    expect(await readdir(join(root, 'tmp'))).toEqual([])
  })
})

describe('collecting while others save', () => {
  test('content saved again during collection is never lost', async () => {
    const other = await openStore(root)
    for (let round = 0; round < 30; round += 1) {
      const ref = await put('contended')
      const model = await store.save({ manifest: 'contended', arrays: {} })
      await age(store.path(ref), 120)
      await age(artifactFolder(model.digest), 120)
      const olderThan = new Date(Date.now() - 60_000)
      await Promise.all([
        other.gc({ keep: new Set(), olderThan }),
        put('contended'),
        store.save({ manifest: 'contended', arrays: {} }),
      ])
      await store.verify(ref)
      await store.verify(model)
    }
  })
})

async function put(content: string): Promise<DatasetRef> {
  const staged = await store.stage()
  await writeFile(staged.path, content)
  return { kind: 'dataset', rows: 1, schema: { columns: [] }, ...(await staged.commit()) }
}

function artifactFolder(digest: string): string {
  return join(root, 'artifacts', digest.slice(0, 2), digest)
}

async function age(path: string, minutes: number): Promise<void> {
  const then = new Date(Date.now() - minutes * 60_000)
  await utimes(path, then, then)
}

function deadPid(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
}
