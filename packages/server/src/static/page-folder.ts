import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pageFile, type PageFile } from './page-file.ts'

/** The built pages. */
export interface PageFolder {
  /** `index.html` as it is now; undefined where nothing is built. */
  index(): Promise<PageFile | undefined>
  /** A file by its path from the folder, such as `assets/index-3f.js`; only what is in the folder is found. */
  file(path: string): Promise<PageFile | undefined>
}

/**
 * Pages in a folder. Its files are listed, so no path leads out of it, and listed again when the page is another: it may
 * be built while the server runs.
 */
export function pageFolder(folder: string): PageFolder {
  let built = ''
  let names = new Map<string, string>()
  const files = new Map<string, Promise<PageFile>>()
  const refresh = async () => {
    const found = await stat(join(folder, 'index.html')).catch(() => undefined)
    const now = found === undefined ? '' : `${found.mtimeMs} ${found.size}`
    if (now === built) return
    built = now
    files.clear()
    names = found === undefined ? new Map() : await listed(folder)
  }
  const file = async (path: string) => {
    const at = names.get(path)
    if (at === undefined) return undefined
    const known = files.get(path) ?? readFile(at).then(bytes => pageFile(path, bytes))
    files.set(path, known)
    return known.catch(() => {
      files.delete(path)
      return undefined
    })
  }
  return {
    index: async () => {
      await refresh()
      return file('index.html')
    },
    file: async path => {
      if (!names.has(path)) await refresh()
      return file(path)
    },
  }
}

async function listed(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return new Map(paths.map(path => [relative(folder, path).split(sep).join('/'), path]))
}
