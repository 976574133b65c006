import { identifier, pipeline, sql, step } from '@sluice/core'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

/** What a user or a file may call something, and no page may take for markup. */
export const markup = `<img src=x onerror='alert(1)'>`

/** What steps of the pipelines here wait for. */
export interface Gate {
  open: Promise<void>
}

/** A pipeline in which everything that somebody can name is markup, and one that takes as long as it is let. */
export function hostilePipelines(gate: Gate) {
  const hostile = pipeline('hostile', {
    params: z.object({ note: z.string(), fails: z.boolean() }),
    steps: ({ params }) => {
      const columns = step({
        inputs: {},
        definition: { note: params.note },
        run: (_, { data, log }) => {
          log(`${params.note} is said`, { [markup]: params.note })
          return data.save(sql`SELECT ${markup} AS ${identifier(markup)}, 1 AS "<b>n</b>" FROM range(40)`)
        },
      })
      const breaks = step({
        inputs: { columns },
        definition: { fails: params.fails, note: params.note },
        run: async () => {
          if (params.fails) throw new Error(`no ${params.note} in the file`)
          return { note: params.note }
        },
      })
      return { columns, breaks }
    },
  })
  const slow = pipeline('slow', {
    params: z.object({}),
    steps: () => {
      const waits = step({
        inputs: {},
        keyed: 'run',
        run: async (_, { signal, log }) => {
          log('It waits.')
          await Promise.race([gate.open, pause(60_000, undefined, { signal })])
          return 1
        },
      })
      const after = step({ inputs: { waits }, run: async ({ waits }) => waits })
      return { waits, after }
    },
  })
  return { hostile, slow }
}
