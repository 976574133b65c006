import { UsageInvalid } from '../errors/usage-invalid.ts'

/** The port that an option names. Throws {@link UsageInvalid}, with one that could be meant. */
export function portOf(option: string, text: string, example: number): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageInvalid({ reason: `${option} "${text}" is not a port: write one such as ${example}` })
}
