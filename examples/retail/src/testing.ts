import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openEngine, pipeline, planOf, rawSql, step, type Engine } from 'sluice'
import { dataFolder } from './paths.ts'
import { outputOf, type Folders } from './retail.ts'

/** What is in a file of scores. */
export interface ScoreFacts {
  readonly rows: number
  readonly keys: number
  /** Rows that are targets. */
  readonly targets: number
  /** Rows whose score is a probability. */
  readonly possible: number
}

/** An engine over the real data with a folder of its own. */
export interface RetailWorld {
  readonly engine: Engine
  readonly folders: Folders
  facts(file: string, columns: { readonly key: string; readonly score: string }): Promise<ScoreFacts>
  close(): Promise<void>
}

/** Opens an engine in a temporary folder. */
export async function openRetail(): Promise<RetailWorld> {
  const out = await mkdtemp(join(tmpdir(), 'sluice-retail-'))
  const engine = await openEngine({ root: join(out, '.sluice'), env: {} })
  return {
    engine,
    folders: { data: dataFolder, out },
    facts: async (file, columns) => {
      const plan = planOf(factsOf(join(out, file), columns), {
        deployment: file,
        params: {},
        asOf: new Date(0),
      })
      const [run] = await engine.run([{ plan }])
      return outputOf<ScoreFacts>(run as NonNullable<typeof run>, 'facts')
    },
    close: async () => {
      await engine.close()
      await rm(out, { recursive: true, force: true })
    },
  }
}

function factsOf(path: string, { key, score }: { readonly key: string; readonly score: string }) {
  const query = rawSql<ScoreFacts>(`SELECT count(*) AS rows, count(DISTINCT ${key}) AS keys,
    count(*) FILTER (WHERE target) AS targets, count(*) FILTER (WHERE ${score} BETWEEN 0 AND 1) AS possible
    FROM read_parquet('${path}')`)
  const facts = step({
    inputs: {},
    keyed: 'run',
    definition: { path },
    run: async (_inputs, { data }) => (await data.rows(query))[0] as ScoreFacts,
  })
  return pipeline('facts', { params: z.object({}), steps: () => ({ facts }) })
}
