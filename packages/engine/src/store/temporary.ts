import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, statOf } from './durable-file.ts'
import { isAbandoned } from './owned-name.ts'

/** The folder of a store for what is being written. */
export function temporaryFolder(root: string): string {
  return join(root, 'tmp')
}

/**
 * Removes files and folders that killed processes left in a folder of owned names. What belongs to a living
 * process, or is recent, stays.
 */
export async function removeAbandoned(
  folder: string,
  now: number,
  remove: (path: string, name: string) => Promise<void> = path => rm(path, { recursive: true, force: true }),
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    const found = await statOf(path)
    if (found !== undefined && isAbandoned(name, now - found.mtimeMs)) await remove(path, name)
  }
}

/** The names in a folder, none when there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
