import { readElementName, type Plan, type PlannedStep } from '@sluice/core'

/** Fields in which errors name the system they are about; never with a user or a password. */
const fields = ['resource', 'database', 'warehouse', 'destination', 'service', 'host', 'hostname'] as const

/**
 * The system that an error of a step is about, where a later try can help: `PostgreSQL at db.example.com:5432`, or the
 * host of an address. Looks at the error and at what caused it.
 */
export function resourceOfError(error: unknown, depth = 8): string | undefined {
  if (typeof error !== 'object' || error === null || depth === 0) return undefined
  const found = error as Readonly<Record<string, unknown>>
  for (const field of fields) {
    const value = found[field]
    if (typeof value === 'string' && value !== '') return value
  }
  const { address, port, cause } = found
  if (typeof address === 'string') return typeof port === 'number' ? `${address}:${port}` : address
  return resourceOfError(cause, depth - 1)
}

/**
 * The system that a step reads from: the one that it names in `limits.resources`, or the connection that all of its
 * sources share. Undefined where there are several.
 */
export function resourceOfStep(planned: PlannedStep | undefined): string | undefined {
  const { limits, sources } = planned?.step.definition ?? {}
  const named = limits?.resources ?? []
  if (named.length > 0) return named.length === 1 ? named[0] : undefined
  const connections = new Set(Object.values(sources ?? {}).map(({ source }) => source.connection))
  const [only] = connections
  // The connection of files is a description of them.
  return connections.size === 1 && only !== undefined && !only.includes('{') ? only : undefined
}

/** Names of the steps that a step needs, directly or not; of a step of an element also what its map needs. */
export function upstreamOf({ steps }: Plan, step: string): ReadonlySet<string> {
  const needs = new Map(steps.map(({ name, needs: own }) => [name, own]))
  const found = new Set<string>()
  const visit = (name: string) => {
    for (const need of needs.get(name) ?? []) {
      if (found.has(need)) continue
      found.add(need)
      visit(need)
    }
  }
  visit(step)
  const map = needs.has(step) ? undefined : readElementName(step)?.map
  if (map !== undefined) visit(map)
  return found
}
