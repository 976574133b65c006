import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../verify/stage.ts'

/** What the pages are made of, besides the versions of packages. */
const inputs = ['index.html', 'package.json', 'public', 'src', 'tsconfig.json', 'vite.config.ts']

/**
 * Builds the pages of the dashboard unless they are those of its sources already, and gives their folder. Takes a few
 * seconds.
 */
export async function buildDashboard(root: string): Promise<string> {
  const folder = join(root, 'packages/dashboard')
  const built = join(folder, 'dist')
  const stamp = join(built, '.stamp')
  const digest = digestOf(folder, join(root, 'package-lock.json'))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return built
  const { ok, output } = await runCommand(root, 'vite', ['build', '--logLevel', 'warn', folder])
  if (!ok) throw new Error(`the dashboard does not build:\n${output}`)
  writeFileSync(stamp, digest)
  return built
}

function digestOf(folder: string, lock: string): string {
  const hash = createHash('sha256').update(readFileSync(lock))
  const add = (path: string, name: string) => {
    hash.update(`${name}\n`).update(readFileSync(path))
  }
  for (const input of inputs) {
    const path = join(folder, input)
    if (!existsSync(path)) continue
    if (!input.includes('.')) {
      const entries = readdirSync(path, { recursive: true, withFileTypes: true })
      const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
      for (const file of files.toSorted()) add(file, file.slice(folder.length))
    } else add(path, input)
  }
  return hash.digest('hex')
}
