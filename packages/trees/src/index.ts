export type { BinnedColumn, TreeRows } from './data/tree-rows.ts'

export type { Boosted, Cover, CurvePoint, Importance } from './boost/boosted.ts'
export type { BoostOptions, CategoryOptions, Objective } from './boost/options.ts'
