import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { registerLearner, sha256, type LearnContext, type LearnerKind } from '@sluice/core'
import { PythonFailed } from '../errors/python-failed.ts'
import { boundOutputs } from '../model/bind-inputs.ts'
import { designFeatures } from '../model/design-features.ts'
import { largestFile } from '../model/file-text.ts'
import { importedMarginExpr, importedMargins, splitCounts } from '../model/imported-margins.ts'
import type { ImportedModel } from '../model/imported-model.ts'
import { importModel } from '../model/import-model.ts'
import { scriptText, type Python } from './python.ts'
import { runProcess, type ProcessEnd } from './run-process.ts'
import { scriptEnvironment } from './script-environment.ts'
import { reserved, writeTrainingFile } from './training-file.ts'

/** How a model is learned by a script: the training file is written, the script is run, its file is read. */
export const pythonKind: LearnerKind<Python, ImportedModel> = {
  kind: 'python',
  form: () => ({ kind: 'values' }),
  async learn(learner, design, target, context: LearnContext = {}) {
    const { data, weight, fold } = context
    if (data === undefined) throw new TypeError('python() writes its rows through context.data')
    if (sha256(scriptText(learner.script)) !== learner.digest) {
      throw new PythonFailed({ script: learner.script, reason: 'has changed since the pipeline was defined' })
    }
    const folder = await mkdtemp(join(resolve(data.scratch), 'python-'))
    try {
      const train = join(folder, 'train.parquet')
      await writeTrainingFile(
        data,
        design,
        { target, ...(weight && { weight }), ...(fold && { fold }) },
        train,
      )
      const model = await trainedBy(learner, { train, output: join(folder, 'model'), folder }, context)
      const { names } = learner
      boundOutputs(model, { features: designFeatures(design), ...(names && { names }) })
      return model
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  margins: importedMargins,
  marginExpr: importedMarginExpr,
  coefficients: splitCounts,
}

registerLearner(pythonKind)

interface Files {
  readonly train: string
  readonly output: string
  readonly folder: string
}

async function trainedBy(learner: Python, files: Files, context: LearnContext): Promise<ImportedModel> {
  const { script, digest, interpreter, output: format, options, names, timeLimit } = learner
  const { signal, log, weight, fold, threads = 1 } = context
  const env = environmentOf(learner, threads)
  const known = { script, digest, interpreter, folder: files.folder, env, ...(signal && { signal }) }
  const environment = await scriptEnvironment(known)
  const end = await runProcess({
    command: interpreter,
    args: [
      resolve(script),
      '--train',
      files.train,
      '--output',
      files.output,
      '--target',
      reserved.target,
      ...(weight ? ['--weight', reserved.weight] : []),
      ...(fold ? ['--fold', reserved.fold] : []),
      ...learner.args,
    ],
    folder: files.folder,
    env,
    timeLimitMs: timeLimit * 1000,
    ...(signal && { signal }),
    onLine: (stream, line) => log?.(line, { stream, script }),
  })
  checkEnd(end, learner)
  const model = importModel(await outputBytes(files.output, script), format, {
    ...options,
    ...taskOf(learner),
  })
  checkTask(model, learner)
  return { ...model, environment, ...(names && { names }) }
}

/** ONNX does not tell whether an output without classes is a probability; the learner does. */
function taskOf({ output, task }: Python) {
  return output === 'onnx' && task === 'binary' ? { task } : {}
}

function environmentOf({ env }: Python, threads: number): Readonly<Record<string, string>> {
  const { PATH = '' } = process.env
  return { PATH, LANG: 'C.UTF-8', PYTHONHASHSEED: '0', OMP_NUM_THREADS: String(threads), ...env }
}

function checkEnd(end: ProcessEnd, { script, interpreter, timeLimit }: Python): void {
  if (end.kind === 'exit' && end.code === 0) return
  const reasons = {
    exit: () => `ended with exit code ${end.kind === 'exit' ? end.code : 0}`,
    killed: () => `was ended by ${end.kind === 'killed' ? end.signal : ''}; there may be too little memory`,
    'time-limit': () => `was ended after ${timeLimit} s; give it more with timeLimit`,
    'not-started': () => `cannot be run: "${interpreter}" cannot be started`,
  } satisfies Record<ProcessEnd['kind'], () => string>
  const lastLines = end.kind === 'not-started' ? [] : end.lastLines
  throw new PythonFailed({ script, reason: reasons[end.kind](), lastLines })
}

async function outputBytes(path: string, script: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new PythonFailed({ script, reason: 'wrote no file to --output' })
  if (found.size > largestFile) {
    throw new PythonFailed({ script, reason: `wrote ${found.size} bytes to --output` })
  }
  return readFile(path)
}

function checkTask({ task }: ImportedModel, learner: Python): void {
  if (task === learner.task) return
  throw new PythonFailed({
    script: learner.script,
    reason: `wrote a model for ${task}, but the definition says ${learner.task}`,
  })
}
