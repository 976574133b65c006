import type { Server } from 'node:http'
import { isIP, type AddressInfo } from 'node:net'
import { openAccess } from '../access/open-access.ts'
import { ServerNotStarted } from '../errors/server-not-started.ts'
import { healthRoutes } from '../health/health-routes.ts'
import { openLive } from '../live/live.ts'
import { openApiRoute } from '../openapi/openapi-route.ts'
import { resourceRoutes } from '../resources/resource-routes.ts'
import { scoreRoute } from '../scoring/score-route.ts'
import { answerPage } from '../static/answer-page.ts'
import { pageFolder } from '../static/page-folder.ts'
import { inBackground } from './background.ts'
import { closingOf } from './close-server.ts'
import { createApp, type App } from './create-app.ts'
import type { Gate } from './gate.ts'
import { httpServer } from './http-server.ts'
import { repeatStore } from './repeat-store.ts'
import { defaultLimits, type ServerLimits } from './server-limits.ts'
import type { ServerLog } from './server-log.ts'
import type { RunningServer, ServerOptions } from './server-options.ts'

const defaultPort = 4747

/**
 * Starts the server of API, pages and live changes.
 *
 * @throws ServerNotStarted when the port cannot be had; ServerUnprotected when others than this machine could ask and
 *   nobody could say who they are
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const {
    engine,
    config,
    log = warn,
    now = () => new Date(),
    host = '127.0.0.1',
    port = defaultPort,
  } = options
  const onTrouble = troubleFor(log)
  const { server: settings = {} } = config()
  const own =
    options.gate === undefined
      ? await openAccess({ engine, server: settings, host, now, onTrouble })
      : undefined
  const parts = partsOf(options, { gate: options.gate ?? (own as Gate), log, now, onTrouble })
  const server = httpServer(parts.app, parts.limits)
  const closing = closingOf(server)
  try {
    await listening(server, host, port)
  } catch (error) {
    parts.closes()
    await own?.close()
    throw error
  }
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${bound}`,
    async close() {
      parts.closes()
      await closing.close({ graceMs: parts.limits.graceMs, stop: parts.stop })
      await own?.close()
    },
  }
}

interface Parts {
  readonly app: App
  readonly limits: ServerLimits
  /** From here on the server is not ready, and streams end. */
  closes(): void
  /** Aborts what still runs. */
  stop(): void
}

interface Given {
  readonly gate: Gate
  readonly log: ServerLog
  readonly now: () => Date
  readonly onTrouble: (error: unknown) => void
}

function partsOf(options: ServerOptions, { gate, log, now, onTrouble }: Given): Parts {
  const { engine, config, scoring, publicUrl, dashboard } = options
  const limits = { ...defaultLimits, ...options.limits }
  const stopping = new AbortController()
  let isClosing = false
  const live = openLive({
    engine,
    limits,
    onTrouble,
    ...(gate.isStillIn !== undefined && { isStillIn: gate.isStillIn }),
  })
  const scores = scoring === undefined ? [] : [scoreRoute(scoring)]
  const routes = [...resourceRoutes, ...scores, ...gate.routes, live.route]
  const pages = dashboard === undefined ? undefined : pageFolder(dashboard)
  const app = createApp({
    scope: {
      engine,
      config,
      gate,
      limits,
      log,
      now,
      redact: engine.control.redactor.redact,
      later: inBackground(onTrouble, () => isClosing),
      repeats: repeatStore(engine.database, now),
      stopping: stopping.signal,
    },
    routes,
    rawRoutes: [
      ...healthRoutes({ engine, isClosing: () => isClosing }),
      openApiRoute(routes),
      ...gate.rawRoutes,
    ],
    page: (path, { incoming }) => answerPage(pages, path, incoming.headers),
    isClosing: () => isClosing,
    ...(publicUrl !== undefined && { publicUrl }),
  })
  return {
    app,
    limits,
    closes() {
      isClosing = true
      live.close()
    },
    stop: () => stopping.abort(),
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((listens, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const next = 'Give another one with --port, or end what has it.'
      fail(new ServerNotStarted({ host, port, reason: error.code ?? error.message, next }))
    })
    server.listen(port, host, () => listens())
  })
}

function troubleFor(log: ServerLog): (error: unknown) => void {
  return error =>
    log({ level: 'error', message: error instanceof Error ? error.message : String(error), error })
}

function warn({ level, message, error }: Parameters<ServerLog>[0]): void {
  if (level === 'error') process.emitWarning(error instanceof Error ? error : new Error(message))
}
