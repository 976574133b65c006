import { createHash } from 'node:crypto'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import type { S3Scope } from './s3-bucket.ts'
import { failureOf } from './s3-error.ts'

/** A file to upload. */
export interface PartedUpload {
  readonly Bucket: string
  readonly Key: string
  readonly path: string
  readonly size: number
  readonly partBytes: number
  /** Refuse (status 412) when there is an object already. */
  readonly onlyNew: boolean
}

interface Part {
  readonly PartNumber: number
  readonly ETag?: string
  readonly ChecksumSHA256: string
}

/** S3 takes no more parts of one object. */
const mostParts = 10_000
/** Parts in flight; each is in memory. */
const partsAtOnce = 4

/** Uploads a file in parts. The object appears when all of them are there, or not at all. */
export async function uploadParts(scope: S3Scope, upload: PartedUpload): Promise<void> {
  const { client, sdk } = scope
  const { Bucket, Key } = upload
  const begun = await client.send(
    new sdk.CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' }),
  )
  const target = { Bucket, Key, UploadId: begun.UploadId }
  try {
    const Parts = await sendParts(scope, target, upload)
    const condition = upload.onlyNew ? { IfNoneMatch: '*' } : {}
    await client.send(
      new sdk.CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts }, ...condition }),
    )
  } catch (error) {
    if (await isComplete(scope, upload, error)) return
    // What was sent would be kept, and paid for, until somebody aborts it.
    await client.send(new sdk.AbortMultipartUploadCommand(target)).catch(() => undefined)
    throw error
  }
}

/** When the answer to completing it was lost, the upload is no longer there, and the object is. */
async function isComplete(
  { client, sdk }: S3Scope,
  { Bucket, Key, size }: PartedUpload,
  error: unknown,
): Promise<boolean> {
  if (failureOf(error).reason !== 'NoSuchUpload') return false
  const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key })).catch(() => undefined)
  return found?.ContentLength === size
}

type UploadTarget = { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined }

async function sendParts(
  { client, sdk }: S3Scope,
  target: UploadTarget,
  { path, size, partBytes }: PartedUpload,
): Promise<Part[]> {
  const bytes = Math.max(partBytes, Math.ceil(size / mostParts))
  const parts: Part[] = []
  const numbers = Array.from({ length: Math.ceil(size / bytes) }, (_, i) => i + 1).values()
  const file = await open(path, 'r')
  const sender = async () => {
    for (const number of numbers) {
      const body = await readPart(file, (number - 1) * bytes, Math.min(bytes, size - (number - 1) * bytes))
      const ChecksumSHA256 = createHash('sha256').update(body).digest('base64')
      const sent = await client.send(
        new sdk.UploadPartCommand({ ...target, PartNumber: number, Body: body, ChecksumSHA256 }),
      )
      parts.push({ PartNumber: number, ChecksumSHA256, ...(sent.ETag !== undefined && { ETag: sent.ETag }) })
    }
  }
  try {
    const ends = await Promise.allSettled(Array.from({ length: partsAtOnce }, sender))
    const failed = ends.find(end => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  } finally {
    await file.close()
  }
  return parts.toSorted((a, b) => a.PartNumber - b.PartNumber)
}

async function readPart(file: FileHandle, from: number, bytes: number): Promise<Uint8Array> {
  const part = new Uint8Array(bytes)
  for (let filled = 0; filled < bytes;) {
    const { bytesRead } = await file.read(part, filled, bytes - filled, from + filled)
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent')
    filled += bytesRead
  }
  return part
}

/** A small file, for a single request. */
export async function readWhole(path: string): Promise<Uint8Array> {
  return readFile(path)
}
