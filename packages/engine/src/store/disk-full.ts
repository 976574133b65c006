import { SluiceError } from '@sluice/expr'

// EFBIG is what a file-size limit gives, EDQUOT a quota: the advice is the same.
const codes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const texts = /No space left on device|Disk quota exceeded|File too large|max_temp_directory_size/

/** A write failed because the disk, a quota or the limit for spilled data is used up. Nothing half-written remains. */
export class DiskFull extends SluiceError {
  readonly code = 'disk-full'
  readonly path: string

  constructor(fields: { readonly path: string; readonly doing: string; readonly cause?: unknown }) {
    super(
      `no space left ${fields.doing} (${fields.path}). Nothing half-written was kept. Free space there, or move the ` +
        `folder to a larger disk; finished steps are not run again.`,
      { cause: fields.cause },
    )
    this.path = fields.path
  }
}

/** True when a system error, or DuckDB's text of one, says that a disk is full. */
export function saysDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code
  return (code !== undefined && codes.has(code)) || texts.test(error.message)
}
