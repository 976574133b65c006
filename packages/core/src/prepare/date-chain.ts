import type { Time } from '@sluice/expr'
import type { DateParts, DatePart } from '../transforms/date-parts.ts'
import { chainInputs, withTransform, type ChainData } from './chain-data.ts'
import { numericChain, type NumericChain } from './numeric-chain.ts'
import type { Selector } from './selector.ts'

/** What `dates` takes: timestamp columns and selectors. */
export type DateInput = Time<null> | Selector<'timestamp' | 'any'>

/** Instants on their way to features. */
export interface DateChain extends ChainData {
  readonly kind: 'date-chain'
  /** Numbers from the date in UTC, one feature per part; `dayOfWeek` is 1 for Monday … 7 for Sunday. */
  parts(...parts: readonly [DatePart, ...DatePart[]]): NumericChain
}

/** Starts a chain of transforms of instants. */
export function dates(...columns: readonly DateInput[]): DateChain {
  const data: ChainData = { takes: 'timestamp', inputs: chainInputs(columns, 'timestamp'), transforms: [] }
  return Object.freeze({
    kind: 'date-chain',
    ...data,
    parts: (...parts: readonly DatePart[]) =>
      numericChain(withTransform(data, { kind: 'date-parts', parts: [...new Set(parts)] } as DateParts)),
  })
}
