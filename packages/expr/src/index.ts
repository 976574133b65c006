export { SluiceError, canRetry, type Retry } from './errors/sluice-error.ts'
export type {
  BucketNode,
  CallNode,
  CaseNode,
  ColumnNode,
  DataType,
  ExprNode,
  InterpolateNode,
  LiteralNode,
  LookupNode,
  Op,
  Value,
} from './node/node.ts'
export type { ColumnData } from './js/column-data.ts'
