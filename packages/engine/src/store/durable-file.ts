import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { DiskFull, saysDiskFull } from './disk-full.ts'

/** Digest and size of a file. */
export interface FileFacts {
  readonly digest: string
  readonly bytes: number
}

/** Reads a file once for its SHA-256 and size. */
export async function fileFacts(path: string): Promise<FileFacts> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const block of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(block as Buffer)
    bytes += (block as Buffer).length
  }
  return { digest: hash.digest('hex'), bytes }
}

/** Writes a new file and forces it to disk. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Forces a file, or the entries of a folder, to disk. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a folder with its parents, and forces new entries to disk. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
}

/** Size and modification time, or undefined when there is no such file. */
export async function statOf(path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** True for the system's "no such file or folder". */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Runs file work and turns "disk full" into its own error. */
export async function onDisk<T>(path: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (saysDiskFull(cause)) throw new DiskFull({ path, doing, cause })
    throw cause
  }
}
