/** A line about a request that was answered, or about what went wrong behind one. */
export interface ServerLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly requestId?: string
  readonly method?: string
  /** Without the query. */
  readonly path?: string
  readonly status?: number
  readonly ms?: number
  /** Who asked, by name. */
  readonly who?: string
  readonly error?: unknown
}

/** Takes lines; it must not throw. */
export type ServerLog = (line: ServerLine) => void
