import { SluiceError } from '@sluice/core'

/** Metrics cannot be shown at an address. */
export class MetricsNotServed extends SluiceError {
  readonly code = 'metrics-not-served'
  readonly host: string
  readonly port: number
  readonly reason: string

  constructor(fields: { readonly host: string; readonly port: number; readonly reason: string }) {
    const { host, port, reason } = fields
    super(
      `metrics cannot be shown at ${host} port ${port}: ${reason}. Give another port, or for other machines a token ` +
        `(environment variable SLUICE_METRICS_TOKEN).`,
    )
    this.host = host
    this.port = port
    this.reason = reason
  }
}
