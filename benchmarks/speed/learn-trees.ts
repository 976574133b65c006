import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reporting, script, type Command, type Report } from './child.ts'
import { interleave, timingTable } from './harness.ts'
import { heldRows, treeColumns, treeRows, writeTreeRows } from './learn-trees-data.ts'
import { noPython, peerPython } from './python.ts'

interface Learned extends Report {
  readonly logLoss: number
}

const threads = 2

/** 100 boosted trees of 31 leaves: binning and growing, without reading and without starting a process. */
export async function benchLearnTrees(rounds: number): Promise<string> {
  const path = join(tmpdir(), `sluice-bench-learn-trees-${treeRows}-${treeColumns}.bin`)
  await writeTreeRows(path)
  const python = peerPython()
  const program = new URL('peers_learn_trees.py', import.meta.url).pathname
  const sizes = [treeRows, heldRows, treeColumns].map(String)
  const peer = (interpreter: string, name: string, count: number): Command => {
    return [interpreter, program, path, ...sizes, String(count), name]
  }
  const commands: Readonly<Record<string, Command>> = {
    [`Sluice, ${threads} threads`]: script('learn-trees-ours.ts', path, String(threads)),
    'Sluice, 1 thread': script('learn-trees-ours.ts', path, '1'),
    ...(python !== undefined && {
      [`LightGBM, ${threads} threads`]: peer(python, 'lightgbm', threads),
      'LightGBM, 1 thread': peer(python, 'lightgbm', 1),
      [`scikit-learn, ${threads} threads`]: peer(python, 'sklearn', threads),
    }),
  }
  const { contenders, last } = reporting<Learned>(commands)
  const timings = await interleave(contenders, rounds)
  const found = [...last].map(([name, { logLoss, stages, versions = '' }]) => {
    const times = Object.entries(stages).map(([stage, { seconds }]) => `${stage} ${seconds.toFixed(2)} s`)
    return `${name}: log loss of ${heldRows} other rows ${logLoss.toFixed(5)}; ${times.join(', ')} ${versions}`
  })
  return [
    `learn-trees: 100 trees × 31 leaves, ${treeRows} rows × ${treeColumns} columns`,
    timingTable(timings, `LightGBM, ${threads} threads`),
    ...found,
    ...(python === undefined ? [noPython] : []),
  ].join('\n')
}
