import { ModelFileInvalid } from '../errors/model-file-invalid.ts'

/** The largest model file that is read: parsed, it takes about ten times as much memory. */
export const largestFile = 256 * 1024 * 1024

/** The text of a file that must be UTF-8. */
export function utf8(bytes: Uint8Array, format: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ModelFileInvalid({ format, where: 'the file', reason: 'is not UTF-8 text', cause })
  }
}

/** Refuses a file that is too large to be read as a whole. */
export function checkSize(bytes: Uint8Array, format: string): void {
  if (bytes.length <= largestFile) return
  throw new ModelFileInvalid({
    format,
    where: 'the file',
    reason: `has ${bytes.length} bytes, the most are ${largestFile}`,
  })
}
