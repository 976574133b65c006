import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { DatasetRef } from '@sluice/core'
import { afterEach, describe, expect, test } from 'vitest'
import { startFaultyProxy, type Fault, type FaultyProxy } from '../../testing/faulty-proxy.ts'
import { newTestBucket, type TestBucket } from '../../testing/test-bucket.ts'
import type { Store } from '../store.ts'
import { openBucket } from './s3-bucket.ts'
import type { RequestLimits } from './s3-client.ts'

let bucket: TestBucket = newTestBucket()
let proxy: FaultyProxy | undefined

afterEach(async () => {
  await proxy?.close()
  await bucket.dispose()
  bucket = newTestBucket()
})

/** A store behind a proxy with faults. */
async function behind(
  faultOf: (request: string, times: number) => Fault,
  limits: RequestLimits = {},
): Promise<Store> {
  let times = 0
  proxy = await startFaultyProxy(bucket.endpoint, request => faultOf(request, (times += 1)))
  return bucket.open({ endpoint: proxy.url, tries: 3, partBytes: 5 * 2 ** 20, ...limits })
}

async function put(store: Store, content: string | Uint8Array): Promise<DatasetRef> {
  const staged = await store.stage()
  await writeFile(staged.path, content)
  try {
    return { kind: 'dataset', rows: 1, schema: { columns: [] }, ...(await staged.commit()) }
  } finally {
    await staged.discard()
  }
}

describe('a server that', () => {
  test('says "slow down" twice is asked a third time', async () => {
    const store = await behind((_request, times) => (times <= 2 ? 'busy' : undefined))
    const ref = await put(store, 'slow')
    expect(proxy?.requests.slice(0, 3)).toEqual(Array(3).fill(proxy?.requests[0]))
    await store.verify(ref)
  })

  test('says "slow down" for ever is not available, which a retry may help', async () => {
    const store = await behind(() => 'busy')
    await expect(put(store, 'x')).rejects.toMatchObject({
      code: 'store-unavailable',
      retry: 'later',
      reason: 'no further reason, status 503',
    })
  })

  test('does not answer is not available, after its time limit', async () => {
    const store = await behind(() => 'silent', { answerMs: 400 })
    const started = performance.now()
    await expect(store.save({ manifest: 1, arrays: {} })).rejects.toMatchObject({
      code: 'store-unavailable',
      reason: 'TimeoutError',
    })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('is not there is not available', async () => {
    const store = await behind(() => undefined)
    await proxy?.close()
    proxy = undefined
    await expect(store.save({ manifest: 1, arrays: {} })).rejects.toMatchObject({
      code: 'store-unavailable',
      reason: 'ECONNREFUSED',
    })
  })

  test('breaks off an answer is asked again', async () => {
    const ref = await put(await bucket.open(), 'broken off on the way')
    let cuts = 0
    const store = await behind(request => (request.startsWith('GET') && (cuts += 1) <= 2 ? 'cut' : undefined))
    await store.fetch(ref)
    expect(await readFile(store.path(ref), 'utf8')).toBe('broken off on the way')
    expect(cuts).toBe(3)
  })

  test('damages an answer once is asked again; one that always does gives dataset-corrupt, and no copy', async () => {
    const ref = await put(await bucket.open(), 'damaged on the way')
    let damaged = 0
    const gets = (limit: number) => (request: string) =>
      request.startsWith('GET') && (damaged += 1) <= limit ? 'damaged' : undefined
    await (await behind(gets(1))).fetch(ref)
    await proxy?.close()
    damaged = 0
    const store = await behind(gets(Infinity))
    await expect(store.fetch(ref)).rejects.toMatchObject({ code: 'dataset-corrupt', digest: ref.digest })
    await expect(readFile(store.path(ref))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('loses a part leaves nothing visible, and the upload is aborted', async () => {
    const store = await behind(request => (request.includes('partNumber=2') ? 'busy' : undefined))
    await expect(put(store, randomBytes(11 * 2 ** 20))).rejects.toMatchObject({ code: 'store-unavailable' })
    const objects = await bucket.objects()
    for await (const object of objects.list('datasets/')) expect.unreachable(object.key)
    expect(proxy?.requests.some(request => /^DELETE .*uploadId=/.test(request))).toBe(true)
  })
})

describe('an answer that is lost', () => {
  /** Loses the first answer to each kind of writing. */
  function losing() {
    const lost = new Set<string>()
    return (request: string): Fault => {
      const kind = request.replaceAll(/\/[^?]*\/|[0-9a-f]{32,}|uploadId=[^&]*/g, '')
      if (request.startsWith('HEAD') || request.startsWith('GET') || lost.has(kind)) return undefined
      lost.add(kind)
      return 'lost'
    }
  }

  test('is no harm when content is saved', async () => {
    const store = await behind(losing())
    const ref = await put(store, 'answer lost')
    await store.verify(ref)
    const model = await store.save({ manifest: 'answer lost', arrays: {} })
    await store.verify(model)
    const large = await put(store, randomBytes(6 * 2 ** 20))
    await store.verify(large)
  })

  test('is no harm when a server has forgotten the upload that it completed', async () => {
    const store = await behind(request =>
      request.startsWith('POST') && request.includes('uploadId=') ? 'gone' : undefined,
    )
    const large = await put(store, randomBytes(6 * 2 ** 20))
    await store.verify(large)
  })

  test('is no harm when content is collected', async () => {
    const ref = await put(await bucket.open(), 'answer lost')
    const store = await behind(losing())
    const olderThan = new Date(Date.now() + 60_000)
    expect(await store.gc({ keep: new Set(), olderThan })).toMatchObject({ datasets: 1 })
    expect(await store.has(ref)).toBe(false)
    for await (const { key } of (await bucket.objects()).list('collecting/')) expect.unreachable(key)
  })
})

describe('what the server refuses', () => {
  test('a bucket that is not there is named, and nothing of the credentials', async () => {
    const { openS3Store } = await import('./open-s3-store.ts')
    const env = { ...bucket.env, AWS_ACCESS_KEY_ID: 'S3RVER' }
    const cache = `${(await (await bucket.open()).stage()).path}-cache`
    const store = await openS3Store({ bucket: 'no-such-bucket-here', prefix: '' }, { cache, env })
    const error = await store.save({ manifest: 1, arrays: {} }).catch((thrown: unknown) => thrown as Error)
    expect(error).toMatchObject({ code: 'store-refused', retry: 'never' })
    expect(String(error)).toContain('NoSuchBucket')
    expect(JSON.stringify(error)).not.toContain('S3RVER')
    expect((error as Error).cause).toBeUndefined()
  })
})

test('no credentials anywhere is said as such, and nothing is tried', async () => {
  // Neither this machine's profile nor its role may help.
  const before = { ...process.env }
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_CONFIG_FILE: '/nowhere',
  })
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name]
  try {
    const { AWS_ENDPOINT_URL_S3, AWS_REGION } = bucket.env
    const objects = await openBucket({ bucket: 'b', prefix: '' }, { AWS_ENDPOINT_URL_S3, AWS_REGION })
    await expect(objects.get('x')).rejects.toMatchObject({
      code: 'store-refused',
      reason: 'CredentialsProviderError',
    })
  } finally {
    process.env = before
  }
})

describe('large files', () => {
  test('go up in parts and come down whole', async () => {
    const store = await behind(() => undefined)
    const bytes = randomBytes(12 * 2 ** 20 + 1)
    const ref = await put(store, bytes)
    const parts = proxy?.requests.filter(request => request.includes('partNumber='))
    expect(parts).toHaveLength(3)
    const other = await bucket.open()
    await other.fetch(ref)
    expect((await readFile(other.path(ref))).equals(bytes)).toBe(true)
    // Again: the object is there, so no byte is sent.
    const sent = proxy?.requests.length ?? 0
    await put(store, bytes)
    expect(proxy?.requests.slice(sent).some(request => request.includes('partNumber='))).toBe(false)
  })
})
