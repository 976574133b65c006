import { pipeline, sql, step, type DatasetRef, type Step, type Steps } from '@sluice/core'
import { dataset, testRun } from '@sluice/engine'
import { z } from 'zod'

const steps = 10
const warmUps = 3

/** A chain of ten steps in a test run: with numbers, and with a dataset that every step reads and saves. */
export async function benchTestRun(rounds: number): Promise<string> {
  const numbers = chainOf<number>(
    () => step({ inputs: {}, run: () => 1 }),
    before => step({ inputs: { before }, run: ({ before: value }) => value + 1 }),
  )
  const tables = chainOf<DatasetRef>(
    () => step({ inputs: {}, run: (_, { data }) => data.save('SELECT 1 AS a') }),
    before =>
      step({
        inputs: { before },
        run: ({ before: ref }, { data }) => data.save(sql`SELECT a + 1 AS a FROM ${data.dataset(ref)}`),
      }),
  )
  const given = { s0: dataset([{ a: 1 }]) }
  const plain = await fastest(rounds, () => testRun(numbers))
  const withData = await fastest(rounds, () => testRun(tables, { given }))
  const line = (what: string, ms: number) => `  ${what.padEnd(44)}${ms.toFixed(1).padStart(8)} ms`
  return [
    `test run of ${steps} steps (best of ${rounds} after ${warmUps} to warm up; at most 50 ms are allowed)`,
    line('steps that pass numbers', plain),
    line('steps that each read and save a dataset', withData),
  ].join('\n')
}

function chainOf<T>(first: () => Step<T>, next: (before: Step<T>) => Step<T>) {
  return pipeline('chain', {
    params: z.object({}),
    steps: (): Steps => {
      const chain = [first()]
      while (chain.length < steps) chain.push(next(chain.at(-1) as Step<T>))
      return Object.fromEntries(chain.map((each, i) => [`s${i}`, each]))
    },
  })
}

async function fastest(rounds: number, work: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < warmUps; i += 1) await work()
  const times: number[] = []
  for (let i = 0; i < rounds; i += 1) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return Math.min(...times)
}
