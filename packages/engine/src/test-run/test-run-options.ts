import type {
  ArtifactStore,
  CheckResult,
  DataInterval,
  DatasetRef,
  Json,
  Ledger,
  ModelRegistry,
  Outputs,
  Steps,
} from '@sluice/core'
import type { DatasetStore } from '../store/store.ts'
import type { LoggedLine, Metrics } from './test-context.ts'

/** What a past run gives a test run; see `fixture`. */
export interface Fixture {
  readonly deployment: string
  readonly params: Json
  readonly asOf: Date
  readonly interval?: DataInterval
  /** Outputs by step. */
  readonly outputs: Readonly<Record<string, Json>>
  /** The steps to run. */
  readonly only: readonly string[]
  /** Where the datasets and artifacts of the outputs are; read, never written. */
  readonly store: DatasetStore & ArtifactStore
}

/** The world of a test run; everything has a default. */
export interface TestRunOptions<S extends Steps = Steps> {
  /** Default `{}`, or those of the past run. */
  readonly params?: unknown
  /** Default `test`. */
  readonly deployment?: string
  /** Default 2 March 2026. */
  readonly asOf?: Date
  readonly interval?: DataInterval
  /** Default: the clock stands at `asOf`. */
  readonly now?: () => Date
  /** Default: a request is an error. */
  readonly fetch?: typeof fetch
  /** Values by name: `{ API_KEY: '…' }` is what `env('API_KEY')` refers to. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Outputs of steps that do not run; of tables made with `dataset`. */
  readonly given?: Partial<Outputs<S>>
  /** Run these steps alone. */
  readonly only?: readonly (keyof S & string)[]
  /** A past run to take parameters, date and outputs from; what is given besides wins. */
  readonly from?: Fixture
  /** Numbers of earlier runs by step and metric, oldest first, for checks that compare with them. */
  readonly history?: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
  readonly signal?: AbortSignal
}

/**
 * `unneeded`: only given steps need it. `skipped`: something it needs was blocked. `failed`: of an element whose map goes
 * on without it.
 */
export type TestStepStatus = 'succeeded' | 'blocked' | 'failed' | 'given' | 'unneeded' | 'skipped'

/** What a test run gave. */
export interface TestRun<S extends Steps = Steps> {
  /** By step; reading that of a step without one throws `OutputNotThere`. */
  readonly outputs: Outputs<S>
  readonly status: { readonly [K in keyof S]: TestStepStatus }
  readonly checks: { readonly [K in keyof S]: readonly CheckResult[] }
  /** What steps recorded for later runs. */
  readonly metrics: Readonly<Metrics>
  readonly logs: readonly LoggedLine[]
  readonly models: ModelRegistry
  readonly ledger: Ledger
  readonly artifacts: ArtifactStore
  /** The rows of a dataset, in its order. */
  rows<R = Record<string, unknown>>(ref: DatasetRef): Promise<R[]>
}
