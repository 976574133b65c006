/** How a client asks a server. */
export interface ClientOptions {
  /** Such as `https://sluice.example.com`. */
  readonly baseUrl: string
  /** An API token; without one the server must know who asks otherwise. */
  readonly token?: string
  /** Default: the global one. */
  readonly fetch?: typeof fetch
  /** Tries of a request that got no answer, or one that says that a later one helps; default 4. */
  readonly tries?: number
  /** How long to wait before the second try; it doubles. Default 200 ms. */
  readonly waitMs?: number
  /** How long one try may take; default 30 s. */
  readonly timeoutMs?: number
  /** A key that no other request has; default a random UUID. */
  readonly newKey?: () => string
}
