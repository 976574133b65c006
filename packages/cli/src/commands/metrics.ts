import { prometheus, serveMetrics, type MetricsServer, type Observer } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'

/** Options of processes that show metrics. */
export interface MetricsOptions {
  readonly metricsPort?: string
  readonly metricsHost?: string
}

/** The metrics of a process: what counts them, and how they are shown. */
export interface Metrics {
  readonly observers: readonly Observer[]
  /** Shows them, where that was asked for, with what the journal says in addition. */
  serve(options: {
    readonly journal?: () => Promise<string>
    readonly onTrouble: (error: unknown) => void
  }): Promise<MetricsServer | undefined>
}

/** Metrics as the options of a command want them. */
export function metricsOf({ env }: Io, { metricsPort, metricsHost }: MetricsOptions): Metrics {
  if (metricsPort === undefined) return { observers: [], serve: async () => undefined }
  const port = portOf(metricsPort)
  const live = prometheus()
  const token = env['SLUICE_METRICS_TOKEN']
  return {
    observers: [live],
    serve: ({ journal = async () => '', onTrouble }) =>
      serveMetrics({
        port,
        ...(metricsHost !== undefined && { host: metricsHost }),
        ...(token !== undefined && token !== '' && { token }),
        text: async () => live.text() + (await journal()),
        onTrouble,
      }),
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageInvalid({ reason: `--metrics-port "${text}" is not a port: write one such as 9464` })
}
