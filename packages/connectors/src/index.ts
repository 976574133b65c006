export { csv, type CsvOptions } from "./csv/source.ts";
export { csvFile } from "./csv/destination.ts";
export { duckdbTable, type DuckdbTableOptions } from "./duckdb/source.ts";
export { jsonLines, type JsonLinesOptions } from "./json-lines/source.ts";
export { parquet, type ParquetOptions } from "./parquet/source.ts";
export { parquetFile } from "./parquet/destination.ts";
export { postgresTable, type PostgresTableOptions } from "./postgres/source.ts";
export { postgresUpsert, type PostgresUpsertOptions } from "./postgres/destination.ts";
export { segment, type SegmentOptions } from "./segment/destination.ts";
export { source } from "./warehouse/source.ts";
export type { Warehouse } from "./warehouse/warehouse.ts";

export { deliveryCrashPoints, type DeliveryCrashPoint } from "./shared/delivery/crash-points.ts";

export { DatabaseQueryFailed } from "./errors/database-query-failed.ts";
export { DatabaseRefused } from "./errors/database-refused.ts";
export { DatabaseUnavailable } from "./errors/database-unavailable.ts";
export { DeliveryInvalid } from "./errors/delivery-invalid.ts";
export { DestinationRefused } from "./errors/destination-refused.ts";
export { DestinationUnavailable } from "./errors/destination-unavailable.ts";
export { SecretNotAReference } from "./errors/secret-not-a-reference.ts";
export { SourceBusy } from "./errors/source-busy.ts";
export {
  SourceCellsInvalid,
  type InvalidCell,
  type InvalidCells,
} from "./errors/source-cells-invalid.ts";
export { SourceChanged } from "./errors/source-changed.ts";
export { SourceColumnInvalid } from "./errors/source-column-invalid.ts";
export { SourceEmpty } from "./errors/source-empty.ts";
export { SourceNotFound } from "./errors/source-not-found.ts";
export { SourceTableMissing } from "./errors/source-table-missing.ts";
export { SourceUnreadable } from "./errors/source-unreadable.ts";
