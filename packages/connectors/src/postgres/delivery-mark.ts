import type { DeliveryReport, StepContext } from '@sluice/core'
import { qualified, type TableName } from './columns.ts'
import type { Connection } from './connection.ts'

/** The table, beside the target, that remembers which deliveries were applied. */
const markTable = 'sluice_delivery'

const createTable = (marks: string) => `
  CREATE TABLE IF NOT EXISTS ${marks} (
    deployment text NOT NULL, pipeline text NOT NULL, run text NOT NULL, step text NOT NULL, target text NOT NULL,
    report jsonb NOT NULL, delivered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (deployment, pipeline, run, step, target)
  )`

/** Marks in the transaction of a delivery that it was applied. */
export interface DeliveryMark {
  /** What the delivery did when it was applied before. */
  read(): Promise<DeliveryReport | undefined>
  write(report: DeliveryReport): Promise<void>
}

/** Opens the mark of this run's delivery to a table; other deliveries to the table wait until the transaction ends. */
export async function deliveryMark(
  connection: Connection,
  target: TableName,
  { run, step }: StepContext,
): Promise<DeliveryMark> {
  const marks = qualified({ schema: target.schema, table: markTable })
  const doing = 'marking the delivery'
  const identity = [run.deployment, run.pipeline, run.id, step, target.table]
  await connection.query(doing, 'SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))', [
    marks,
    target.table,
  ])
  const { rows } = await connection.query<{ there: boolean }>(
    doing,
    'SELECT to_regclass($1) IS NOT NULL AS there',
    [marks],
  )
  // Creating asks for a right on the schema even where the table exists.
  if (rows[0]?.there !== true) await connection.query(doing, createTable(marks))
  return {
    read: async () => {
      const found = await connection.query<{ report: DeliveryReport }>(
        doing,
        `SELECT report FROM ${marks}
         WHERE (deployment, pipeline, run, step, target) = ($1, $2, $3, $4, $5)`,
        identity,
      )
      return found.rows[0]?.report
    },
    write: async report => {
      const values = [...identity, JSON.stringify(report)]
      const columns = 'deployment, pipeline, run, step, target, report'
      await connection.query(
        doing,
        `INSERT INTO ${marks} (${columns}) VALUES ($1, $2, $3, $4, $5, $6)`,
        values,
      )
    },
  }
}
