import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reporting, script, type Command, type Report } from './child.ts'
import { interleave, timingTable } from './harness.ts'
import { columns, rows, writeDesign } from './learn-data.ts'
import { noPython, peerPython } from './python.ts'

interface Learned extends Report {
  readonly weights: readonly number[]
  readonly iterations: number
}

/** Logistic regression on dense columns; the fit alone, without reading and without starting a process. */
export async function benchLearn(rounds: number): Promise<string> {
  const path = join(tmpdir(), `sluice-bench-learn-${rows}-${columns}.bin`)
  await writeDesign(path)
  const python = peerPython()
  const peer = (interpreter: string, tolerance: string): Command => [
    interpreter,
    new URL('sklearn_learn.py', import.meta.url).pathname,
    path,
    String(rows),
    String(columns),
    tolerance,
  ]
  const commands: Readonly<Record<string, Command>> = {
    Sluice: script('learn-ours.ts', path),
    ...(python !== undefined && {
      'scikit-learn lbfgs (tol 1e-4)': peer(python, '1e-4'),
      'scikit-learn lbfgs (tol 1e-8)': peer(python, '1e-8'),
    }),
  }
  const { contenders, last } = reporting<Learned>(commands)
  const timings = await interleave(contenders, rounds)
  const ours = last.get('Sluice')?.weights ?? []
  const found = [...last].map(([name, { weights, iterations }]) => {
    const apart = Math.max(...weights.map((weight, i) => Math.abs(weight - (ours[i] ?? Number.NaN))))
    return `${name}: ${iterations} iterations, largest difference of a weight to Sluice's ${apart.toExponential(1)}`
  })
  return [
    `learn: logistic regression, ${rows} rows × ${columns} dense columns`,
    timingTable(timings, 'Sluice'),
    ...found,
    python === undefined ? noPython : `${[...last.values()].at(-1)?.versions}`,
  ].join('\n')
}
