import { sep } from 'node:path'
import { contentFolder, contentPath, type ContentKind, type ContentRef } from '../content-address.ts'
import { profilePath } from '../profile-file.ts'

/** The same layout as a folder has, so that one can be copied into the other. */
export function objectKey(ref: ContentRef): string {
  return posix(contentPath('', ref))
}

/** The object with the profile of a dataset. */
export function profileKey(digest: string): string {
  return posix(profilePath('', digest))
}

/** What the keys of all content of a kind begin with. */
export function kindPrefix(kind: ContentKind): string {
  return `${posix(contentFolder('', kind))}/`
}

/** The objects of an artifact. The manifest is written last and deleted first: with it the artifact is there. */
export function artifactKeys(ref: ContentRef): { readonly manifest: string; readonly arrays: string } {
  const folder = objectKey(ref)
  return { manifest: `${folder}/manifest.json`, arrays: `${folder}/arrays.bin` }
}

/** The object that decides whether content is there. */
export function decidingKey(ref: ContentRef): string {
  return ref.kind === 'artifact' ? artifactKeys(ref).manifest : objectKey(ref)
}

/** All objects of content, the deciding one first. */
export function contentKeys(ref: ContentRef): readonly string[] {
  if (ref.kind === 'dataset') return [objectKey(ref)]
  const { manifest, arrays } = artifactKeys(ref)
  return [manifest, arrays]
}

/** Its time says when content that is older was wanted again. */
export function renewalKey({ kind, digest }: ContentRef): string {
  return `renewed/${kind}-${digest}`
}

/** It is there while a collector decides about the content. */
export function collectionKey({ kind, digest }: ContentRef): string {
  return `collecting/${kind}-${digest}`
}

/** The digest that the key of an object of content stands for, if it stands for one. */
export function digestOfKey(kind: ContentKind, key: string): string | undefined {
  return /\/([0-9a-f]{64})(?:\.parquet$|\/)/.exec(key.slice(kindPrefix(kind).length - 1))?.[1]
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
