import type { CheckResult, Json, ListedElement } from '@sluice/core'

/** A run as another process needs to know it to build its plan. */
export interface IsolatedRun {
  readonly id: string
  readonly pipeline: string
  readonly deployment: string
  readonly asOf: Date
  readonly intervalStart: Date
  readonly params: Json
}

/** What a process is told once, when it starts. */
export interface Setup {
  readonly kind: 'setup'
  /** URL of a module whose default export makes, of `argument`, a function from runs to plans. */
  readonly module: string
  readonly argument: string
  readonly root: string
  readonly store: string | undefined
  readonly threads: number
  readonly memoryLimitBytes: number
}

/** One try of a step. */
export interface Order {
  readonly kind: 'order'
  readonly run: IsolatedRun
  readonly step: string
  readonly key: string
  readonly attempt: number
  readonly inputs: Json
  /** What the step was made of, where a map has made it. */
  readonly element?: ListedElement
}

/** From the engine to a process that runs steps. */
export type ToChild =
  | Setup
  | Order
  | { readonly kind: 'abort'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: SentError }

/** From a process that runs steps to the engine. */
export type ToParent =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'call'
      readonly id: number
      readonly of: Service
      readonly method: string
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'log'; readonly message: string; readonly fields?: Readonly<Record<string, unknown>> }
  | { readonly kind: 'progress'; readonly done: number; readonly total?: number }
  | { readonly kind: 'secret'; readonly reference: string }
  | { readonly kind: 'point'; readonly name: string }
  | { readonly kind: 'made'; readonly output: unknown; readonly checks: readonly CheckResult[] }
  | { readonly kind: 'threw'; readonly error: SentError }

/** What of a step's context stays with the engine and is asked for. */
export type Service = 'models' | 'history' | 'ledger'

/** An error on its way between processes. */
export interface SentError {
  readonly name: string
  /** Of Sluice's own errors. */
  readonly code?: string
  readonly message: string
  readonly retry: 'never' | 'later'
  readonly stack?: string
  /** The system that it is about, where it names one. */
  readonly resource?: string
}
