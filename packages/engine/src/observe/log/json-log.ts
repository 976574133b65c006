import type { ObservedEvent, Observer } from '../observer.ts'
import { logLine, type LogLevel } from './log-line.ts'

/** Options of {@link jsonLog}. */
export interface JsonLogOptions {
  /** Gets each line with its line end, such as `line => process.stdout.write(line)`. */
  readonly write: (line: string) => unknown
  /** What matters less is left out; default `info`. */
  readonly level?: LogLevel
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** An observer that writes one line of JSON for each thing that happens and each line of a step's log. */
export function jsonLog({ write, level: least = 'info' }: JsonLogOptions): Observer {
  return Object.freeze({
    kind: 'json-log',
    observe(event: ObservedEvent) {
      const line = logLine(event)
      if (levels.indexOf(line.level) >= levels.indexOf(least)) write(`${JSON.stringify(line)}\n`)
    },
    close: async () => undefined,
  })
}
