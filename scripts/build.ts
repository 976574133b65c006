// npm run build: the packages as they are published, with the pages of the dashboard beside the server.
import { cpSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildDashboard } from './build/dashboard.ts'
import { buildPackages } from './verify/packages.ts'

const root = resolve(import.meta.dirname, '..')

process.exitCode = await main()

async function main(): Promise<number> {
  const { ok, note = '', output } = await buildPackages(root)
  if (!ok) {
    process.stderr.write(`${output}\n`)
    return 1
  }
  const pages = await buildDashboard(root)
  cpSync(pages, join(root, 'packages/server/dist/dashboard'), { recursive: true })
  process.stdout.write(`built ${note}, and the dashboard\n`)
  return 0
}
