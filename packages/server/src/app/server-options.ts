import type { Config } from '@sluice/core'
import type { Engine } from '@sluice/engine'
import type { OnlineScoring } from '../scoring/score-route.ts'
import type { Gate } from './gate.ts'
import type { ServerLimits } from './server-limits.ts'
import type { ServerLog } from './server-log.ts'

/** What a server serves, to whom and how. */
export interface ServerOptions {
  /** Stays the caller's: it is closed after the server, which then waits for nothing of it any more. */
  readonly engine: Engine
  /** Asked for with every request, so that a configuration may be loaded anew. */
  readonly config: () => Config
  /** The address to listen on; default 127.0.0.1. */
  readonly host?: string
  /** Default 4747; 0 for one that is free. */
  readonly port?: number
  /** Who gets in; stays the caller's. Default: `openAccess` with `server` of the configuration, for this host. */
  readonly gate?: Gate
  /** How people reach the server, such as `https://sluice.example.com`, where TLS ends in front of it. */
  readonly publicUrl?: string
  /** Answers scores; without it there is no such route. */
  readonly scoring?: OnlineScoring
  /** The folder of the built pages; without one a page says how to build them. */
  readonly dashboard?: string
  readonly limits?: Partial<ServerLimits>
  readonly now?: () => Date
  /** Default: what goes wrong is emitted as a warning of the process, requests are not logged. */
  readonly log?: ServerLog
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:4747`. */
  readonly url: string
  /**
   * Stops taking requests, ends streams so that clients come back, and waits for requests that run (at most `graceMs`).
   * Runs that were started go on: close the engine after this, which leaves them to be continued.
   */
  close(): Promise<void>
}
