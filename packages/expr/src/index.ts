export { SluiceError, canRetry, type Retry } from './errors/sluice-error.ts'
export { ExprInvalid } from './errors/expr-invalid.ts'
export { RowInvalid } from './errors/row-invalid.ts'
export { SqlTooLarge } from './errors/sql-too-large.ts'
export { BatchInvalid } from './errors/batch-invalid.ts'

export type {
  BucketNode,
  CallNode,
  CaseNode,
  ColumnNode,
  DataType,
  ExprNode,
  ForestNode,
  InterpolateNode,
  LiteralNode,
  LookupNode,
  Op,
  Value,
} from './node/node.ts'
export { CATEGORY, MISSING_LEFT, type Forest } from './node/forest.ts'
export { onGrid } from './node/grid.ts'
export { bucket, call, caseOf, column, forest, interpolate, literal, lookup, sumOf } from './node/build.ts'
export { checkTypes } from './node/check.ts'
export { typeOf } from './node/type-of.ts'
export { nodeParser, parseNode } from './node/parse-node.ts'
export { childrenOf, columnsOf, isExact } from './node/walk.ts'
export { withChildren } from './node/with-children.ts'
export { simplify } from './node/simplify.ts'

export type { Bool, ColumnOf, ColumnRefs, Expr, Num, Text, Time } from './builder/expr.ts'
export { columnName, columnRefs, exprOf, isExpr, nodeOf, typed, type Operand } from './builder/build-expr.ts'
export { when, type Otherwise, type Then } from './builder/when.ts'

export type { Dialect } from './sql/dialect.ts'
export { exprSql, type SqlOptions } from './sql/expr-sql.ts'
export { selectSql, type SelectOptions } from './sql/select.ts'
export { duckdb } from './sql/duckdb.ts'
export { postgres } from './sql/postgres.ts'

export type { ColumnData } from './js/column-data.ts'
export type { CompiledExpressions } from './js/compiled.ts'
export { compileBest } from './js/compile-best.ts'
export { errorBound } from './js/error-bound.ts'
export { compileJs } from './js/generate.ts'
export { interpretJs } from './js/interpret.ts'
export { compareText } from './js/text.ts'

export { wasm } from './wasm/wasm.ts'
export { webAssembly, type SharedWasmMemory, type WasmModule } from './wasm/web-assembly.ts'
