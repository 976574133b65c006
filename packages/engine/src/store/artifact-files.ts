import { createHash } from 'node:crypto'
import { canonicalJson, type Arrays, type Json, type StoredArtifact } from '@sluice/core'

/** The two files of a stored artifact. The digest of the manifest file covers the arrays through their digest. */
export interface ArtifactFiles {
  readonly digest: string
  readonly manifest: Uint8Array
  readonly arrays: Uint8Array
}

interface ArrayEntry {
  readonly name: string
  readonly type: keyof typeof elements
  /** In bytes from the start of the arrays file. */
  readonly offset: number
  /** In elements. */
  readonly length: number
}

interface Envelope {
  readonly format: 'sluice-artifact'
  readonly schemaVersion: 1
  readonly manifest: Json
  readonly arrays: { readonly digest: string; readonly entries: readonly ArrayEntry[] }
}

const elements = { float64: Float64Array, int32: Int32Array } as const
// Elements are 8 bytes at most, so every array can be read in place.
const alignment = 8

/** The files for an artifact: equal content gives equal bytes. */
export function encodeArtifact({ manifest, arrays }: StoredArtifact): ArtifactFiles {
  const { bytes, entries } = packArrays(arrays)
  const envelope: Envelope = {
    format: 'sluice-artifact',
    schemaVersion: 1,
    manifest,
    arrays: { digest: digestOf(bytes), entries },
  }
  const text = Buffer.from(canonicalJson(envelope))
  return { digest: digestOf(text), manifest: text, arrays: bytes }
}

/** The artifact in two files, or in one sentence why they are not the artifact with this digest. */
export function decodeArtifact(
  digest: string,
  files: Omit<ArtifactFiles, 'digest'>,
): StoredArtifact | string {
  if (digestOf(files.manifest) !== digest) return 'its manifest does not have this digest'
  const envelope = JSON.parse(Buffer.from(files.manifest).toString('utf8')) as Partial<Envelope>
  if (envelope.format !== 'sluice-artifact') return 'its manifest is not one of an artifact'
  if (envelope.schemaVersion !== 1) {
    return `its files have schema version ${String(envelope.schemaVersion)}, and this version of Sluice reads 1`
  }
  const { manifest, arrays } = envelope as Envelope
  if (digestOf(files.arrays) !== arrays.digest) return 'its arrays do not match the manifest'
  return { manifest, arrays: unpackArrays(files.arrays, arrays.entries) }
}

function packArrays(arrays: Arrays): { readonly bytes: Uint8Array; readonly entries: readonly ArrayEntry[] } {
  const named = Object.entries(arrays).toSorted(([a], [b]) => (a < b ? -1 : 1))
  let size = 0
  const entries = named.map(([name, array]): ArrayEntry => {
    const offset = Math.ceil(size / alignment) * alignment
    size = offset + array.byteLength
    return { name, type: array instanceof Float64Array ? 'float64' : 'int32', offset, length: array.length }
  })
  const bytes = new Uint8Array(size)
  named.forEach(([, array], i) => {
    const source = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    bytes.set(source, (entries[i] as ArrayEntry).offset)
  })
  return { bytes, entries }
}

function unpackArrays(bytes: Uint8Array, entries: readonly ArrayEntry[]): Arrays {
  return Object.fromEntries(
    entries.map(({ name, type, offset, length }) => {
      const Elements = elements[type]
      const own = bytes.slice(offset, offset + length * Elements.BYTES_PER_ELEMENT)
      return [name, new Elements(own.buffer, own.byteOffset, length)]
    }),
  )
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
