import { defaultWindowMs, type Limit } from './admit.ts'

/** How many runs start, as it stands in the configuration. A number is that many at once. */
export interface FlowLimits {
  /** Over everything; default 16 at once. */
  readonly runs?: number | Limit
  /** Of each client that `clients` does not name. */
  readonly perClient?: number | Limit
  readonly clients?: Readonly<Record<string, number | Limit>>
  readonly pipelines?: Readonly<Record<string, number | Limit>>
  /**
   * Of things that deployments name in `resources`, such as a warehouse or the quota of an ad platform; of those that
   * steps name in their `limits.resources`, `atOnce` also is the number of steps.
   */
  readonly resources?: Readonly<Record<string, number | Limit>>
}

/** What a run of a deployment counts against. */
export interface RunScopes {
  readonly pipeline: string
  readonly client: string
  readonly resources: readonly string[]
  /** At most one run with this name at once. */
  readonly singleton?: string
  /** The backfill that it belongs to, and how many of that run at once. */
  readonly backfill?: { readonly id: string; readonly atOnce: number }
}

const defaultRuns = 16

/** The scopes of a run, for {@link admit}. */
export function scopesOf({ pipeline, client, resources, singleton, backfill }: RunScopes): readonly string[] {
  return [
    'runs',
    `pipeline:${pipeline}`,
    `client:${client}`,
    ...resources.map(name => `resource:${name}`),
    ...(singleton === undefined ? [] : [`singleton:${singleton}`]),
    ...(backfill === undefined ? [] : [`backfill:${backfill.id}`]),
  ]
}

/** The limits of all scopes that these runs have. */
export function limitsOf(limits: FlowLimits, runs: readonly RunScopes[]): Readonly<Record<string, Limit>> {
  const { clients = {}, perClient, pipelines = {}, resources = {} } = limits
  const found: Record<string, Limit> = { runs: limitOf(limits.runs ?? defaultRuns) }
  const put = (scope: string, limit: number | Limit | undefined) => {
    if (limit !== undefined) found[scope] = limitOf(limit)
  }
  for (const { pipeline, client, resources: used, singleton, backfill } of runs) {
    put(`pipeline:${pipeline}`, pipelines[pipeline])
    put(`client:${client}`, clients[client] ?? perClient)
    for (const name of used) put(`resource:${name}`, resources[name])
    if (singleton !== undefined) put(`singleton:${singleton}`, 1)
    if (backfill !== undefined) put(`backfill:${backfill.id}`, backfill.atOnce)
  }
  return found
}

/** The longest time that a start of the past counts against a limit, in ms; 0 where no limit looks back. */
export function longestWindowMs({ runs, perClient, clients, pipelines, resources }: FlowLimits): number {
  const all = [runs, perClient, ...[clients, pipelines, resources].flatMap(some => Object.values(some ?? {}))]
  const windows = all.flatMap(limit =>
    typeof limit === 'object' && limit.starts !== undefined ? [limit.perMs ?? defaultWindowMs] : [],
  )
  return Math.max(0, ...windows)
}

function limitOf(limit: number | Limit): Limit {
  return typeof limit === 'number' ? { atOnce: limit } : limit
}
