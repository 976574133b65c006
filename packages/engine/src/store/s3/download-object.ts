import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { onDisk } from '../durable-file.ts'
import { saysDiskFull } from '../disk-full.ts'
import type { S3Scope } from './s3-bucket.ts'
import { failureOf, saysAbsent } from './s3-error.ts'

/** The SDK tries requests again, but not answers that break off on the way. */
const tries = 4
const firstWaitMs = 200

/** Writes an object to a new file and returns the SHA-256 of its bytes as hexadecimal digits. */
export async function downloadObject(
  scope: S3Scope,
  target: { readonly Bucket: string; readonly Key: string },
  path: string,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onDisk(path, 'for the local copy of a dataset', () => readInto(scope, target, path))
    } catch (error) {
      await rm(path, { force: true })
      const { status } = failureOf(error)
      const final = saysAbsent(error) || saysDiskFull(error) || status !== undefined
      if (final || attempt === tries) throw error
      await pause(firstWaitMs * 2 ** (attempt - 1))
    }
  }
}

async function readInto(
  { client, sdk }: S3Scope,
  target: { readonly Bucket: string; readonly Key: string },
  path: string,
): Promise<string> {
  const { Body, ContentLength } = await client.send(new sdk.GetObjectCommand(target))
  const hash = createHash('sha256')
  let bytes = 0
  const hashed = new Transform({
    transform(block: Uint8Array, _encoding, done) {
      hash.update(block)
      bytes += block.length
      done(null, block)
    },
  })
  await pipeline(Body as Readable, hashed, createWriteStream(path, { flags: 'wx' }))
  if (ContentLength !== undefined && bytes !== ContentLength) throw new Error('the answer broke off')
  return hash.digest('hex')
}
