import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A file of the pages as it is answered. */
export interface PageFile {
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  /** The same compressed, made when it is first asked for; undefined where that saves nothing. */
  packed(how: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer> | undefined>
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  png: 'image/png',
  woff2: 'font/woff2',
}

const packable = new Set(['html', 'js', 'css', 'svg', 'json', 'webmanifest'])
/** Below this a packet holds it anyway. */
const smallest = 1000

const packers = {
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
}

/** A file by its name and bytes. */
export function pageFile(name: string, bytes: Uint8Array): PageFile {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const plain = new Uint8Array(bytes)
  const made = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  return {
    type: types[ending] ?? 'application/octet-stream',
    etag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
    plain,
    async packed(how) {
      if (!packable.has(ending) || plain.length < smallest) return undefined
      const known = made.get(how) ?? packers[how](plain).then(packed => new Uint8Array(packed))
      made.set(how, known)
      const packed = await known
      return packed.length < plain.length ? packed : undefined
    },
  }
}
