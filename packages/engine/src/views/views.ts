import type { CheckResult, Json, ModelEvent, ModelVersion } from '@sluice/core'
import type { ErrorRecord, EventRecord, RunStatus, StepStatus } from '../journal/journal.ts'
import type { KeyParts } from '../plan/key-parts.ts'
import type { DispatchStatus, ScheduleKey } from '../schedule/schedule-journal.ts'
import type { RunLine } from './run-line.ts'

/** Which runs to list. */
export interface RunQuery {
  readonly pipeline?: string
  /** Only those of these; of all where absent. */
  readonly deployments?: readonly string[]
  readonly status?: RunStatus
  /** Only runs that were started before this one. */
  readonly before?: number
  /** Only runs whose id begins so. */
  readonly prefix?: string
  readonly limit: number
}

/** Which intervals to read. */
export interface IntervalQuery {
  readonly pipeline: string
  readonly deployments: readonly string[]
  readonly from: Date
  /** Exclusive. */
  readonly to: Date
}

/** The newest run of an interval. */
export type IntervalLine = Pick<RunLine, 'id' | 'deployment' | 'asOf' | 'status' | 'findings'>

/** The first step that stopped a run. */
export interface RunTrouble {
  readonly run: string
  readonly step: string
  readonly status: StepStatus
  readonly error?: ErrorRecord
  /** The check that failed, the most severe of the step. */
  readonly check?: CheckResult
}

/** A step with what it made. */
export interface MadeLine {
  readonly run: RunLine
  readonly step: string
  readonly position: number
  readonly status: StepStatus
  readonly output: Json
  readonly parts?: KeyParts
}

/** Rows of a book by their status. */
export interface BookLine {
  readonly book: string
  readonly sending: number
  readonly acknowledged: number
  readonly rejected: number
}

/** A model with its champion and its newest version. */
export interface ModelLine {
  readonly model: string
  readonly versions: number
  readonly newest: number
  readonly aliases: Readonly<Record<string, number>>
}

/** A version of a model, with the instant as of which the run that made it worked. */
export interface VersionLine extends ModelVersion {
  readonly asOf?: Date
}

/** Reads of much of the history at once: one statement each, however much there is. */
export interface Views {
  /** The newest runs of each pipeline and deployment, those as of the latest instant first. */
  newest(keys: readonly ScheduleKey[], each: number): Promise<readonly RunLine[]>
  /** Those started last come first. */
  runs(query: RunQuery): Promise<readonly RunLine[]>
  /** By instant. */
  intervals(query: IntervalQuery): Promise<readonly IntervalLine[]>
  /** The runs of the same pipeline and deployment next to a run. */
  beside(run: string): Promise<{ readonly previous?: string; readonly next?: string }>
  /** The deployments of runs, by id. */
  clients(runs: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What stopped each of these runs, where something did. */
  troubles(runs: readonly string[]): Promise<readonly RunTrouble[]>
  /** The first check that warned, of each of these runs. */
  warnings(runs: readonly string[]): Promise<ReadonlyMap<string, CheckResult>>
  /** Numbers that the steps of a run left for later ones. */
  metrics(
    run: string,
  ): Promise<readonly { readonly step: string; readonly metric: string; readonly value: number }[]>
  /** Events of a run after one of them, oldest first. */
  events(
    run: string,
    range: { readonly after: number; readonly limit: number },
  ): Promise<readonly EventRecord[]>
  /** The last events of a kind, or of any, oldest first. */
  lastEvents(
    run: string,
    range: { readonly kind?: string; readonly limit: number },
  ): Promise<readonly EventRecord[]>
  /** The last events of a step, oldest first. */
  stepEvents(
    run: string,
    range: { readonly step: string; readonly limit: number },
  ): Promise<readonly EventRecord[]>
  /** Steps that have this content in their output, those of the newest runs first. */
  madeOf(
    digest: string,
    query: { readonly deployments?: readonly string[]; readonly limit: number },
  ): Promise<readonly MadeLine[]>
  /** Steps with a dataset in their output, those of the newest runs first. */
  datasets(query: RunQuery & { readonly beforePosition?: number }): Promise<readonly MadeLine[]>
  /** Digests of content that begin so. */
  digests(prefix: string, limit: number): Promise<readonly string[]>
  /** What a step made in the runs of a pipeline and deployment that succeeded with it, as of the latest instants. */
  series(key: ScheduleKey, step: string, limit: number): Promise<readonly MadeLine[]>
  /** What the steps of these runs read, where that is known. */
  readsOf(runs: readonly string[]): Promise<
    readonly {
      readonly run: string
      readonly step: string
      readonly parts: KeyParts
      readonly output?: Json
    }[]
  >
  /** Names of steps with a text in them, in the newest runs. */
  stepsNamed(query: {
    readonly text: string
    readonly runs: readonly string[]
    readonly limit: number
  }): Promise<readonly { readonly run: string; readonly step: string }[]>
  /** How many runs of backfills are in each status, by the id of the backfill. */
  dispatched(
    backfills: readonly string[],
  ): Promise<readonly { readonly origin: string; readonly status: DispatchStatus; readonly runs: number }[]>
  /** Whether a schedule or a backfill dispatched a run: its origin. */
  originOf(run: string): Promise<string | undefined>
  /** Books of deliveries by name. */
  books(): Promise<readonly string[]>
  counts(books: readonly string[]): Promise<readonly BookLine[]>
  /** Why rows of a book were rejected, the most frequent first. */
  reasons(book: string, limit: number): Promise<readonly { readonly reason: string; readonly rows: number }[]>
  /** Rejected rows of a book with keys after `after`, by key. */
  rejected(
    book: string,
    range: { readonly after: string; readonly limit: number },
  ): Promise<
    readonly {
      readonly key: string
      readonly reason: string
      readonly messageId: string
      readonly run: string
    }[]
  >
  /** The versions that artifacts are registered as. */
  versionsOf(
    artifacts: readonly string[],
  ): Promise<readonly { readonly artifact: string; readonly model: string; readonly version: number }[]>
  /** Versions of models by name and number, those that are there. */
  versions(
    wanted: readonly { readonly model: string; readonly version: number }[],
  ): Promise<readonly VersionLine[]>
  /** The last thing that happened to each of these models. */
  lastModelEvents(models: readonly string[]): Promise<readonly ModelEvent[]>
  /** All models by name. */
  models(): Promise<readonly ModelLine[]>
}
