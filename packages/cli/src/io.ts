/** The outside world of a command: everything it reads or writes besides the project's files. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Makes a folder the one that relative paths, such as those of files in the configuration, start from. */
  readonly enter: (folder: string) => void
  readonly now: () => Date
  readonly fetch: typeof fetch
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal
  /** The person or job that types, for the registry's history. */
  readonly who: string
}

/** A stream to write text to. */
export interface Output {
  write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}
