// npm run conversion: starts a real PostgreSQL and runs the conversion example over it.
import { resolve } from 'node:path'
import { demo } from '../examples/conversion/src/demo/main.ts'
import { startPostgres } from './postgres/cluster.ts'

const postgres = await startPostgres(resolve(import.meta.dirname, '..'))
try {
  process.stdout.write(`${postgres.version} is ready.\n`)
  await demo(postgres.url)
} finally {
  await postgres.stop()
}
