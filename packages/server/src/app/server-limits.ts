/** What a server takes and how long it waits; all have defaults that suit people and a load balancer. */
export interface ServerLimits {
  /** Bytes of a body, where the route does not say; default 1 MB. */
  readonly bodyBytes: number
  /** Bytes of all headers; default 16 KB. */
  readonly headerBytes: number
  /** How long the head of a request may take; default 10 s. */
  readonly headersMs: number
  /** How long a whole request may take to arrive; default 30 s. */
  readonly requestMs: number
  /** How long a connection may be idle; default 65 s, longer than load balancers keep theirs. */
  readonly keepAliveMs: number
  /** Connections at once; default 2000. */
  readonly connections: number
  /** Streams of changes open at once, over all and of one principal; default 500 and 20. */
  readonly streams: number
  readonly streamsEach: number
  /** How long requests that run may take to finish when the server closes; default 10 s. */
  readonly graceMs: number
}

/** The limits of a server that says none. */
export const defaultLimits: ServerLimits = {
  bodyBytes: 1e6,
  headerBytes: 16_384,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  connections: 2000,
  streams: 500,
  streamsEach: 20,
  graceMs: 10_000,
}
