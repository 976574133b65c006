import type { AlertSink } from '../alerts/alert.ts'
import type { Channel } from '../incidents/channel.ts'
import type { IncidentPolicy } from '../incidents/incident-policy.ts'
import type { MessageOptions } from '../incidents/message-of.ts'
import type { FlowLimits } from '../schedule/flow-limits.ts'
import type { ConfiguredObserver } from './observer.ts'
import type { Deployment, Pipeline } from './pipeline.ts'
import type { ServerConfig } from './server-config.ts'

/** What `sluice.config.ts` exports: the pipelines of a project, their deployments and where alerts go. */
export interface Config {
  readonly kind: 'config'
  readonly deployments: readonly Deployment[]
  /** Pipelines that have no deployment yet; those of deployments need not be listed. */
  readonly pipelines: readonly Pipeline[]
  readonly alerts: readonly AlertSink[]
  /** Where incidents are told: Slack, mail, a pager. Each has a name of its own. */
  readonly channels?: readonly Channel[]
  /** When they are told, the time zone of messages, and the address of the server for links; default `server.publicUrl`. */
  readonly incidents?: Partial<IncidentPolicy> & MessageOptions
  /** Who is told what happens: traces, metrics, logs, lineage. */
  readonly observe?: readonly ConfiguredObserver[]
  /** Folder of journal and store, relative to the config file. */
  readonly folder: string
  /** Reference to the URL of a PostgreSQL for journal, models and deliveries: `env('DATABASE_URL')`. Default SQLite. */
  readonly database?: string
  /**
   * Where datasets and artifacts are: a folder, relative to the config file, or `s3://bucket/prefix`; workers of other
   * machines must reach it too.
   */
  readonly store?: string
  /** Who works on steps: the process that runs them, or workers (`sluice worker`). Default `embedded`. */
  readonly executor?: 'embedded' | 'postgres'
  /**
   * `process`: steps run in warm processes of their own, so that a crash, a leak or an endless loop of one takes no other
   * down. Default: in the process that runs them, which is a little quicker.
   */
  readonly isolation?: 'process'
  /** Steps that run at once, over all deployments. */
  readonly concurrency?: number
  /** How many runs a scheduler or a backfill starts at once, of clients, pipelines and shared resources. */
  readonly limits?: FlowLimits
  /** Memory for DuckDB, over all steps that run at once; default 1 GB for each, at most half of the machine's. */
  readonly memoryLimitBytes?: number
  /** How `sluice serve` listens and who gets in. Default: this machine only, and who sits at it may do everything. */
  readonly server?: ServerConfig
}

/** Options of {@link defineConfig}; every one has a default. */
export type ConfigOptions = Partial<Omit<Config, 'kind' | 'pipelines'>> & {
  readonly pipelines?: readonly (Pipeline | { readonly refresh: Pipeline; readonly train: Pipeline })[]
}

/** Declares a project. Embedded defaults: everything below `.sluice`, no alert sinks but those named. */
export function defineConfig(options: ConfigOptions): Config {
  const { deployments = [], pipelines = [], alerts = [], folder = '.sluice', ...rest } = options
  const listed = pipelines.flatMap(entry => ('kind' in entry ? [entry] : [entry.refresh, entry.train]))
  const deployed = deployments.flatMap(({ pipeline, train }) =>
    train === undefined ? [pipeline] : [pipeline, train],
  )
  return Object.freeze({
    kind: 'config',
    deployments,
    pipelines: [...new Set([...listed, ...deployed])],
    alerts,
    folder,
    ...rest,
  })
}

/** A reference to a secret in the environment; the value is read inside the step that needs it, and only there. */
export function env(name: string): string {
  return `env:${name}`
}
