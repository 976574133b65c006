import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { sha256, sql } from '@sluice/core'
import type { ReadContext } from '@sluice/core'
import { SourceChanged } from '../../errors/source-changed.ts'
import { SourceEmpty } from '../../errors/source-empty.ts'
import { SourceNotFound } from '../../errors/source-not-found.ts'
import { SourceUnreadable } from '../../errors/source-unreadable.ts'
import { textLiteral } from '../literal.ts'
import { bySimilarity } from '../similar-names.ts'

/** A file as a run reads it. */
export interface SourceFile {
  /** How messages name it. */
  readonly name: string
  /** Where it is read: the file itself, or its unpacked copy. */
  readonly path: string
}

/** The files that a path stands for, opened for one run. */
export interface SourceFiles {
  readonly name: string
  readonly files: readonly SourceFile[]
  /** Removes unpacked copies; throws {@link SourceChanged} when a file is no longer the one that was opened. */
  close(): Promise<void>
}

interface Found {
  readonly path: string
  readonly version: string
}

/**
 * Finds the files of a path: a file (its extension may be left out), a folder (its files with one of `extensions`,
 * by name) or a pattern.
 * Files ending in `.gz` are unpacked once into the session's scratch folder, which also finds truncated ones.
 *
 * @throws SourceNotFound when nothing matches, SourceEmpty when a file has no content.
 */
export async function openFiles(
  path: string,
  extensions: readonly string[],
  context: ReadContext,
): Promise<SourceFiles> {
  const found = await Promise.all((await findFiles(path, extensions, context)).map(versionOf))
  const opened: SourceFile[] = []
  for (const file of found) {
    context.signal.throwIfAborted()
    opened.push(file.path.endsWith('.gz') ? await unpack(file.path, context) : plain(file.path))
  }
  return { name: path, files: opened, close: () => closeFiles(found, opened) }
}

async function closeFiles(found: readonly Found[], opened: readonly SourceFile[]): Promise<void> {
  for (const [i, { path }] of opened.entries()) if (path !== found[i]?.path) await rm(path, { force: true })
  for (const file of found) {
    const now = await versionOf(file.path).catch(() => undefined)
    if (now?.version !== file.version) throw new SourceChanged({ path: relativeName(file.path) })
  }
}

async function findFiles(
  path: string,
  extensions: readonly string[],
  { data }: ReadContext,
): Promise<readonly string[]> {
  const absolute = resolve(path)
  const kind = await kindOf(absolute)
  if (kind === 'file') return [absolute]
  if (kind === undefined) {
    for (const end of extensions) {
      if ((await kindOf(`${absolute}${end}`)) === 'file') return [`${absolute}${end}`]
    }
  }
  if (kind === 'folder') {
    const names = (await readdir(absolute, { withFileTypes: true })).filter(entry => entry.isFile())
    const matching = names.map(entry => entry.name).filter(name => extensions.some(end => name.endsWith(end)))
    if (matching.length > 0) return matching.toSorted().map(name => join(absolute, name))
    throw await notFound(path, absolute, '', `the folder has no file ending in ${extensions.join(' or ')}`)
  }
  const isPattern = /[*?[]/.test(path)
  if (isPattern) {
    const matches = await data.rows(sql<{ file: string }>`SELECT file FROM glob(${textLiteral(absolute)})`)
    if (matches.length > 0) return matches.map(({ file }) => file).toSorted()
  }
  const reason = isPattern ? 'no file matches the pattern' : 'there is no such file or folder'
  throw await notFound(path, dirname(absolute), basename(absolute), reason)
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  return found.isDirectory() ? 'folder' : 'file'
}

/** Lists what is in the folder, or in the nearest folder above it that exists. */
export async function notFound(
  path: string,
  folder: string,
  wanted: string,
  reason: string,
): Promise<SourceNotFound> {
  let nearest = folder
  while ((await kindOf(nearest)) !== 'folder' && dirname(nearest) !== nearest) nearest = dirname(nearest)
  const names = await readdir(nearest).catch(() => [])
  const missing = nearest === folder ? wanted : basename(folder)
  const visible = names.filter(name => !name.startsWith('.'))
  return new SourceNotFound({
    path,
    folder: nearest,
    found: bySimilarity(missing, visible),
    reason,
  })
}

async function versionOf(path: string): Promise<Found> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true })
  if (size === 0n) throw new SourceEmpty({ path: relativeName(path) })
  return { path, version: `${size} ${mtimeNs} ${ino}` }
}

function plain(path: string): SourceFile {
  return { name: relativeName(path), path }
}

async function unpack(path: string, { data, signal }: ReadContext): Promise<SourceFile> {
  const name = relativeName(path)
  const target = join(data.scratch, `unpacked-${sha256(path).slice(0, 16)}-${basename(path, '.gz')}`)
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(target), { signal })
  } catch (cause) {
    signal.throwIfAborted()
    const reason = `it is damaged or not complete (${(cause as Error).message})`
    throw new SourceUnreadable({ path: name, expected: 'a gzip file', reason, cause })
  }
  if ((await stat(target)).size === 0) throw new SourceEmpty({ path: name })
  return { name, path: target }
}

function relativeName(path: string): string {
  const here = `${process.cwd()}/`
  return path.startsWith(here) ? path.slice(here.length) : path
}
