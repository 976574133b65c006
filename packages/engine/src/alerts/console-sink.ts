import { renderAlert, type Alert, type AlertSink } from '@sluice/core'

/** A sink that gives each alert as text, without a line end, to `write`. */
export function alertConsole(write: (text: string) => void): AlertSink {
  return Object.freeze({
    kind: 'console',
    everyRun: true,
    async send(alert: Alert) {
      write(renderAlert(alert))
    },
  })
}
