import { createHash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { SluiceError } from '@sluice/core'
import { saysDiskFull } from '../disk-full.ts'
import { statOf } from '../durable-file.ts'
import type { Bucket, ListedObject, ObjectFacts } from './bucket.ts'
import { downloadObject } from './download-object.ts'
import { loadSdk, openClient, type Environment, type RequestLimits, type Sdk } from './s3-client.ts'
import { saysAbsent, saysConflict, saysNotImplemented, saysPresent, storeError } from './s3-error.ts'
import type { S3Location } from './s3-location.ts'
import { readWhole, uploadParts } from './upload-parts.ts'

/** How objects are moved. */
export interface TransferOptions extends RequestLimits {
  /** Files above it go in several parts, of this size at least; default 16 MiB, and at least the 5 MiB of S3. */
  readonly partBytes?: number
  /** Objects that one answer lists; default what the server gives, at most 1000. */
  readonly pageObjects?: number
}

/** A client bound to a bucket, for the files that move its objects. */
export interface S3Scope {
  readonly sdk: Sdk
  readonly client: S3Client
  readonly bucket: string
}

const defaultPartBytes = 16 * 2 ** 20
/** Another write to the same key may come between again and again, but not for ever. */
const conflictTries = 5

/**
 * A {@link Bucket} on a server that speaks S3.
 *
 * @throws S3ClientMissing
 */
export async function openBucket(
  { bucket, prefix }: S3Location,
  env: Environment,
  { partBytes = defaultPartBytes, pageObjects, ...limits }: TransferOptions = {},
): Promise<Bucket> {
  const place = `s3://${bucket}/${prefix}`
  const sdk = await loadSdk(place)
  const scope: S3Scope = { sdk, client: openClient(sdk, env, limits), bucket }
  const target = (key: string) => ({ Bucket: bucket, Key: prefix + key })
  const asked = asking(place)

  const write = async (key: string, body: Uint8Array, onlyNew: boolean) => {
    const condition = onlyNew ? { IfNoneMatch: '*' } : {}
    const sum = { ChecksumSHA256: sha256(body) }
    await scope.client.send(new sdk.PutObjectCommand({ ...target(key), Body: body, ...sum, ...condition }))
  }
  return {
    place,
    facts: key =>
      asked(`to look at ${key}`, () =>
        unlessAbsent(async (): Promise<ObjectFacts> => {
          const found = await scope.client.send(new sdk.HeadObjectCommand(target(key)))
          return { bytes: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) }
        }),
      ),
    put: (key, content) => asked(`to write ${key}`, () => write(key, content, false)),
    create: (key, content) =>
      asked(`to write ${key}`, () => onceOnly(onlyNew => write(key, content, onlyNew))),
    createFromFile: (key, path) =>
      asked(`to write ${key}`, async () => {
        const size = (await statOf(path))?.size ?? 0
        if (size > partBytes) {
          return onceOnly(onlyNew => uploadParts(scope, { ...target(key), path, size, partBytes, onlyNew }))
        }
        const body = await readWhole(path)
        return onceOnly(onlyNew => write(key, body, onlyNew))
      }),
    get: key =>
      asked(`to read ${key}`, () =>
        unlessAbsent(async () => {
          const { Body } = await scope.client.send(new sdk.GetObjectCommand(target(key)))
          return Body?.transformToByteArray()
        }),
      ),
    download: (key, path) =>
      asked(`to read ${key}`, () => unlessAbsent(() => downloadObject(scope, target(key), path))),
    remove: key =>
      asked(`to delete ${key}`, async () => {
        await scope.client.send(new sdk.DeleteObjectCommand(target(key)))
      }),
    list: start => pagesOf(scope, { prefix, start, pageObjects }, asked),
  }
}

type Asked = <T>(doing: string, work: () => Promise<T>) => Promise<T>

/** Turns errors of the SDK into ours; those of the disk stay what they are. */
function asking(place: string): Asked {
  return async (doing, work) => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof SluiceError || saysDiskFull(error)) throw error
      throw storeError(place, doing, error)
    }
  }
}

async function unlessAbsent<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (saysAbsent(error)) return undefined
    throw error
  }
}

/** False when there is an object already. Servers without conditional writes are asked without the condition. */
async function onceOnly(write: (onlyNew: boolean) => Promise<void>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write(true)
      return true
    } catch (error) {
      if (saysPresent(error)) return false
      if (saysNotImplemented(error)) break
      if (!saysConflict(error) || attempt === conflictTries) throw error
    }
  }
  await write(false)
  return true
}

async function* pagesOf(
  { sdk, client, bucket }: S3Scope,
  listing: { readonly prefix: string; readonly start: string; readonly pageObjects: number | undefined },
  asked: Asked,
): AsyncGenerator<ListedObject> {
  const { prefix, start, pageObjects } = listing
  const size = pageObjects === undefined ? {} : { MaxKeys: pageObjects }
  let token: string | undefined
  do {
    const from = token === undefined ? {} : { ContinuationToken: token }
    const page = await asked('to list its objects', () =>
      client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix + start, ...size, ...from })),
    )
    for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      yield { key: Key.slice(prefix.length), bytes: Size, modifiedAt: LastModified }
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
