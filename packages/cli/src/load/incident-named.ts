import type { Incidents } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/** The id of the incident that begins with `prefix`, when there is exactly one; `inc-` may be left out. */
export async function incidentNamed(incidents: Incidents, prefix: string): Promise<string> {
  const direct = await incidents.find(prefix)
  const found = direct.length > 0 ? direct : await incidents.find(`inc-${prefix}`)
  const [first] = found
  if (first === undefined) {
    throw new UsageInvalid({
      reason: `no incident "${prefix}"`,
      next: 'See which there are: sluice incidents list --all',
    })
  }
  if (found.length === 1 || first === prefix) return first
  throw new UsageInvalid({ reason: `"${prefix}" names several incidents`, known: found.slice(0, 5) })
}
