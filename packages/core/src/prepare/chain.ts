export type { Chain, ChainData, ChainInput } from './chain-data.ts'
export { category, type CategoryChain, type CodesOptions, type OneHotOptions } from './category-chain.ts'
export { dates, type DateChain, type Holiday } from './date-chain.ts'
export { text, type TextChain, type TfidfOptions } from './text-chain.ts'
export {
  daysBetween,
  interactions,
  numeric,
  type BinOptions,
  type NumericChain,
  type SplineOptions,
} from './numeric-chain.ts'
