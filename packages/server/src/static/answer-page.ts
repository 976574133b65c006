import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { pageHeaders } from '../app/security-headers.ts'
import { NotFound } from '../errors/not-found.ts'
import { reply, type Reply } from '../http/reply.ts'
import { takesEncoding } from '../http/takes-encoding.ts'
import type { PageFile } from './page-file.ts'
import type { PageFolder } from './page-folder.ts'
import { unbuiltPage } from './unbuilt-page.ts'

/** Paths that are files and not pages. */
const isFile = /^\/(assets\/|icon\.svg$|[^/]+\.(txt|webmanifest|png)$)/

/**
 * Answers what is not the API: files of the pages, and for every other path the page itself, which knows its own paths.
 *
 * @throws NotFound for a file that is not there
 */
export async function answerPage(
  pages: PageFolder | undefined,
  path: string,
  headers: IncomingHttpHeaders,
): Promise<Reply> {
  if (isFile.test(path)) {
    const found = await pages?.file(path.slice(1))
    if (found === undefined) throw new NotFound({ subject: path })
    // The name of what is in assets/ has a digest of its content.
    const caching = path.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=3600'
    return fileReply(found, headers, { ...pageHeaders(), 'cache-control': caching })
  }
  const index = await pages?.index()
  if (index === undefined) {
    return reply(503, unbuiltPage, { ...pageHeaders(), 'content-type': 'text/html; charset=utf-8' })
  }
  return fileReply(index, headers, pageHeaders(hashesOf(index)))
}

async function fileReply(
  file: PageFile,
  asked: IncomingHttpHeaders,
  more: Readonly<Record<string, string>>,
): Promise<Reply> {
  const how = (['br', 'gzip'] as const).find(name => takesEncoding(asked['accept-encoding'], name))
  const packed = how && (await file.packed(how))
  const etag = `"${file.etag}${packed && how ? `-${how}` : ''}"`
  const headers = { ...more, 'content-type': file.type, etag, vary: 'accept-encoding' }
  if (knows(asked['if-none-match'], etag)) return reply(304, undefined, headers)
  if (packed === undefined || how === undefined) return reply(200, file.plain, headers)
  return reply(200, packed, { ...headers, 'content-encoding': how })
}

function knows(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(known => known.trim().replace(/^W\//, '') === etag || known.trim() === '*')
}

const hashes = new WeakMap<PageFile, readonly string[]>()

/** SHA-256 of the scripts that stand in a page, for its policy. */
function hashesOf(index: PageFile): readonly string[] {
  const known = hashes.get(index)
  if (known !== undefined) return known
  const text = new TextDecoder().decode(index.plain)
  const scripts = [...text.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)]
  const made = scripts.map(([, script = '']) => createHash('sha256').update(script).digest('base64'))
  hashes.set(index, made)
  return made
}
