import { join } from 'node:path'
import { DigestInvalid } from './digest-invalid.ts'

/** What a store holds; also the name of the reference's `kind`. */
export type ContentKind = 'dataset' | 'artifact'

/** A reference as far as a store needs it to find the content. */
export interface ContentRef {
  readonly kind: ContentKind
  readonly digest: string
}

const hex = /^[0-9a-f]{64}$/
const folders = { dataset: 'datasets', artifact: 'artifacts' } satisfies Record<ContentKind, string>
const endings = { dataset: '.parquet', artifact: '' } satisfies Record<ContentKind, string>

/** The folder in which a store keeps all content of a kind. */
export function contentFolder(root: string, kind: ContentKind): string {
  return join(root, folders[kind])
}

/**
 * Where content lies. The digest is checked here, so no reference can lead out of the store.
 *
 * @throws DigestInvalid
 */
export function contentPath(root: string, { kind, digest }: ContentRef): string {
  if (typeof digest !== 'string' || !hex.test(digest) || !Object.hasOwn(folders, kind)) {
    throw new DigestInvalid({ kind })
  }
  return join(contentFolder(root, kind), digest.slice(0, 2), `${digest}${endings[kind]}`)
}

/** The digest that a file or folder name in the store stands for, if it stands for one. */
export function digestOfName(kind: ContentKind, name: string): string | undefined {
  const digest = name.endsWith(endings[kind]) ? name.slice(0, name.length - endings[kind].length) : ''
  return hex.test(digest) ? digest : undefined
}
