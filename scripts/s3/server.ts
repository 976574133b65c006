import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOnce, type Middleware, type ObjectStore } from './create-once.ts'

/** A server that speaks S3, alive until `stop` or until this process ends. */
export interface S3Server {
  /** With credentials and bucket: `http://key:secret@127.0.0.1:port/bucket`. */
  readonly url: string
  stop(): Promise<void>
}

interface FakeServer {
  readonly middleware: Middleware[]
  readonly store: ObjectStore
  run(): Promise<{ readonly port: number }>
  close(): Promise<void>
}

type FakeServerClass = new (options: Readonly<Record<string, unknown>>) => FakeServer

const bucket = 'sluice-test'
// The only pair of keys that the server knows.
const keys = 'S3RVER:S3RVER'

/**
 * Starts a server on a free port of the loopback interface; its data lives in a temporary folder. `SLUICE_TEST_S3` names
 * another one instead (MinIO, Ceph, moto …), which stays up.
 */
export async function startS3(): Promise<S3Server> {
  const given = process.env['SLUICE_TEST_S3']
  if (given !== undefined) return { url: given, stop: async () => undefined }
  const directory = mkdtempSync(join(tmpdir(), 'sluice-s3-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const Server = createRequire(import.meta.url)('@20minutes/s3rver') as FakeServerClass
  const server = new Server({
    directory,
    address: '127.0.0.1',
    port: 0,
    silent: true,
    // Its check of signatures takes addresses of whole buckets for something else.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: bucket }],
  })
  server.middleware.unshift(createOnce(server.store))
  const { port } = await server.run()
  return { url: `http://${keys}@127.0.0.1:${port}/${bucket}`, stop: () => server.close() }
}
