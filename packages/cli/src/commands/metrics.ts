import { prometheus, serveMetrics, type MetricsServer, type Observer } from '@sluice/engine'
import type { Io } from '../io.ts'
import { portOf } from '../load/port.ts'

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
  const port = portOf('--metrics-port', metricsPort, 9464)
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
