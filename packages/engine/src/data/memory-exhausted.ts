import { SluiceError } from '@sluice/expr'

/** A statement needs more memory than the session may use, also after spilling to disk. */
export class MemoryExhausted extends SluiceError {
  readonly code = 'memory-exhausted'
  readonly limitBytes: number
  readonly statement: string

  constructor(fields: { readonly limitBytes: number; readonly statement: string; readonly cause?: unknown }) {
    const limit = `${Math.round(fields.limitBytes / 1_000_000)} MB`
    super(
      `the statement does not fit into the memory of its step (${limit}), also with spilling to disk: ` +
        `${fields.statement}\nRaise memoryLimitBytes or run fewer steps at once (concurrency). In the query, ` +
        `list(), string_agg(), median(), aggregates with ORDER BY inside and windows without PARTITION BY keep ` +
        `all their rows in memory: ` +
        `filter or pre-aggregate before them.`,
      { cause: fields.cause },
    )
    this.limitBytes = fields.limitBytes
    this.statement = fields.statement
  }
}
