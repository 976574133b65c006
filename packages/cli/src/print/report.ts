import type { Io } from '../io.ts'
import { styleFor, type Style } from './style.ts'

/** Writes what a command found: text for people, or with `--json` one JSON value on standard output. */
export interface Reporter {
  readonly json: boolean
  readonly style: Style
  /** The command's result; `text` is only made when it is shown. */
  result(data: unknown, text: (style: Style) => string): void
  /** Something on the way to the result: standard error, so that standard output stays clean. */
  note(text: string): void
}

/** A reporter on an {@link Io}. */
export function reporter({ stdout, stderr, env }: Io, json: boolean): Reporter {
  const style = styleFor(stdout, env)
  return {
    json,
    style,
    result: (data, text) =>
      void stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${text(style)}\n`),
    note: text => void stderr.write(`${text}\n`),
  }
}
