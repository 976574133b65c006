import { z } from 'zod'
import type { ClientScope } from './principal.ts'

const schema = z.union([z.literal('all'), z.array(z.string())])

/** A scope as it is kept. */
export function clientsText(clients: ClientScope): string {
  return JSON.stringify(clients)
}

/** The scope in a text of {@link clientsText}; nobody for any other text. */
export function clientsOf(text: string): ClientScope {
  const found = schema.safeParse(JSON.parse(text))
  return found.success ? found.data : []
}
