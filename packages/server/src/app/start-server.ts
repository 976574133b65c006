import type { RunningServer, ServerOptions } from './server-options.ts'

/**
 * Starts the server of API, pages and live changes.
 *
 * @throws ServerNotStarted when the port cannot be had, or others than this machine could ask and there is no gate
 */
export function startServer(_options: ServerOptions): Promise<RunningServer> {
  return Promise.reject(new Error('not built yet'))
}
