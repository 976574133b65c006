export type { BinnedColumn, TreeRows } from './data/tree-rows.ts'

export type { Boosted, Cover, CurvePoint, Importance } from './boost/boosted.ts'
export type { BoostOptions, CategoryOptions, Objective } from './boost/options.ts'

export { binnerOf, binValues, type Binner } from './bins/binner.ts'
export { binCategories, binColumn, sharedCodes } from './bins/columns.ts'
export { findEdges, type EdgeOptions } from './bins/edges.ts'
