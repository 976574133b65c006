export type { BinnedColumn, TreeRows } from './data/tree-rows.ts'

export { binCategories, binColumn, sharedCodes } from './bins/columns.ts'
export { binnerOf, binValues, type Binner } from './bins/binner.ts'
export { findEdges, type EdgeOptions } from './bins/edges.ts'

export type { Boosted, Cover, CurvePoint, Importance } from './boost/boosted.ts'
export type { BoostOptions, CategoryOptions, Objective } from './boost/options.ts'
export { boost, type BoostContext } from './boost/boost.ts'

export { BoostInvalid } from './errors/boost-invalid.ts'

export { treeExplainer, treeShap, type Explanation, type TreeExplainer } from './explain/tree-shap.ts'
