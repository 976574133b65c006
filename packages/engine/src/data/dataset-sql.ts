import { literal } from './statement.ts'

/** The table function that reads a dataset's file, without columns guessed from `name=value` folders. */
export function datasetSql(path: string): string {
  return `read_parquet(${literal(path)}, hive_partitioning = false)`
}
