import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server that speaks S3, alive until `stop` or until this process ends. */
export interface S3Server {
  /** With credentials and bucket: `http://key:secret@127.0.0.1:port/bucket`. */
  readonly url: string
  stop(): Promise<void>
}

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
  const script = join(import.meta.dirname, 'serve.ts')
  // It makes the tokens of its listings with a cipher that OpenSSL 3 counts as legacy.
  const child = fork(script, [directory, bucket], { execArgv: ['--openssl-legacy-provider'] })
  const exited = once(child, 'exit')
  const port: unknown = await Promise.race([
    once(child, 'message').then(([message]) => message),
    exited.then(([code]) => Promise.reject(new Error(`the server of S3 ended with ${String(code)}`))),
  ])
  return {
    url: `http://${keys}@127.0.0.1:${String(port)}/${bucket}`,
    async stop() {
      child.disconnect()
      await exited
    },
  }
}
