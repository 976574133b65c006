import type { Transform } from '../transforms/transform.ts'
import type { Chain, ChainInput } from './chain.ts'

/** What happens to the columns before a model sees them, as plain data: part of what a fitted model is keyed by. */
export interface Preparation {
  readonly chains: readonly {
    readonly takes: Chain['takes']
    readonly inputs: readonly ChainInput[]
    readonly transforms: readonly Transform[]
  }[]
}

/** A preparation of chains. */
export function preparation(chains: readonly Chain[]): Preparation {
  return { chains: chains.map(({ takes, inputs, transforms }) => ({ takes, inputs, transforms })) }
}
