import type { Chain, ChainData } from './chain-data.ts'

export type { Chain } from './chain-data.ts'

/** How features are prepared, before anything is fitted: chains of transforms as plain data. */
export interface Preparation {
  readonly kind: 'preparation'
  readonly chains: readonly ChainData[]
}

/** The preparation that some chains describe. It is plain data: it can be serialised, compared and digested. */
export function preparation(chains: readonly Chain[]): Preparation {
  const data = chains.map(({ takes, inputs, transforms }) => Object.freeze({ takes, inputs, transforms }))
  return Object.freeze({ kind: 'preparation', chains: Object.freeze(data) })
}
