/** What `sluice` exits with. Documented in docs/guide/cli.md. */
export const exitCodes = {
  ok: 0,
  /** Something that Sluice did not expect. */
  unexpected: 1,
  /** The command, the configuration or the parameters are wrong; nothing ran. */
  usage: 2,
  /** A blocking check stopped at least one deployment; the others went on. */
  blocked: 3,
  /** A step of at least one deployment failed. */
  failed: 4,
  /** Stopped by Ctrl-C; `sluice resume` goes on. */
  cancelled: 130,
} as const
