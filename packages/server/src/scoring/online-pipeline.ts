import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  pipeline,
  sql,
  step,
  type DatasetRef,
  type Pipeline,
  type StepContext,
  type TableSchema,
} from '@sluice/core'
import { z } from 'zod'
import { chunkOf } from './logged-rows.ts'

/** What a run over logged requests is about. */
const params = z.object({
  model: z.string(),
  /** The file of lines, on this machine. */
  file: z.string(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['number', 'text', 'boolean', 'timestamp']),
      nullable: z.boolean(),
    }),
  ),
})

const table = 'online_requests'
const chunkRows = 2048

/** The pipeline that makes a dataset of logged requests of a model: its runs stand beside all others. */
export function onlinePipeline(name: string): Pipeline {
  return pipeline(`${name}.online`, {
    params,
    steps: ({ params: { model, file, columns } }) => {
      const requests = step({
        inputs: {},
        keyed: 'run',
        definition: { step: 'online-requests', version: 1, model, file },
        run: (_inputs: object, context) => readRequests(file, { columns }, context),
        check: async (dataset: DatasetRef, _inputs, { history }) => {
          await history.record('requests/rows', dataset.rows)
          return []
        },
      })
      return { requests }
    },
  })
}

async function readRequests(
  file: string,
  schema: TableSchema,
  { data, log }: StepContext,
): Promise<DatasetRef> {
  const writer = await data.writer(table, schema)
  let lines: string[] = []
  let rows = 0
  const write = async () => {
    const chunk = chunkOf(schema, lines)
    rows += chunk.rows
    lines = []
    if (chunk.rows > 0) await writer.write(chunk)
  }
  for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
    lines.push(line)
    if (lines.length === chunkRows) await write()
  }
  await write()
  await writer.close()
  log('read logged requests', { rows })
  return data.save(sql`SELECT * FROM online_requests ORDER BY requested_at`)
}
