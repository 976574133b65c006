export type { Chain, ChainData, ChainInput } from './chain-data.ts'
export { category, type CategoryChain, type CodesOptions, type OneHotOptions } from './category-chain.ts'
export { dates, type DateChain } from './date-chain.ts'
export { daysBetween, numeric, type BinOptions, type NumericChain } from './numeric-chain.ts'
