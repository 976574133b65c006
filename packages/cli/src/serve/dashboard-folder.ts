import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The built pages: beside the installed server, or of this repository. */
export function dashboardFolder(): string | undefined {
  const server = import.meta.resolve('@sluice/server')
  const places = [new URL('./dashboard/', server), new URL('../../dashboard/dist/', server)]
  return places.map(place => fileURLToPath(place)).find(place => existsSync(`${place}index.html`))
}
