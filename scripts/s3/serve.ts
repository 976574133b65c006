// A server of S3 in a process of its own, started by server.ts; ends with its parent.
import { createRequire } from 'node:module'
import { createOnce, type Middleware, type ObjectStore } from './create-once.ts'

interface S3Rver {
  readonly middleware: Middleware[]
  readonly store: ObjectStore
  run(): Promise<{ readonly port: number }>
}

type S3RverClass = new (options: Readonly<Record<string, unknown>>) => S3Rver

const [directory, bucket] = process.argv.slice(2)
const Server = createRequire(import.meta.url)('@20minutes/s3rver') as S3RverClass
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
process.once('disconnect', () => process.exit(0))
process.send?.((await server.run()).port)
