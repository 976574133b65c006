import { readFileSync } from 'node:fs'
import { OptionInvalid, sha256, type Learner } from '@sluice/core'
import { PythonFailed } from '../errors/python-failed.ts'
import type { ModelFormat } from '../model/imported-model.ts'
import { modelFormats, type ImportOptions } from '../model/import-model.ts'

/** Options of {@link python}. */
export interface PythonOptions {
  /** Path of the script. */
  readonly script: string
  /** The format of the file that it writes. */
  readonly output: ModelFormat
  readonly task: 'binary' | 'regression'
  /** The interpreter, default `python3`. */
  readonly interpreter?: string
  /** More arguments, after those that every script gets. */
  readonly args?: readonly string[]
  /** Environment variables of the script. Besides them it has `PATH`, `LANG` and `PYTHONHASHSEED` only. */
  readonly env?: Readonly<Record<string, string>>
  /** Seconds after which the script is ended, default 3600. */
  readonly timeLimit?: number
  /** How its file is read. */
  readonly options?: ImportOptions
  /** Features by input of the model, where they are called otherwise. */
  readonly names?: Readonly<Record<string, string>>
}

/** A learner that is a script. */
export interface Python extends Learner {
  readonly kind: 'python'
  readonly script: string
  /** SHA-256 of the script: another script is another model. */
  readonly digest: string
  readonly output: ModelFormat
  readonly interpreter: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly timeLimit: number
  readonly options: ImportOptions
  readonly names?: Readonly<Record<string, string>>
}

/**
 * A model that a Python script trains. The script is run as
 * `script --train <parquet> --output <file> --target __target [--weight __weight] [--fold __fold] …args`; the Parquet file
 * has a column per feature, the target, and weight and fold where there are any. What it writes is read as
 * {@link importModel} reads it, so that scoring needs no Python.
 *
 * @throws PythonFailed when the script cannot be opened; OptionInvalid.
 */
export function python(options: PythonOptions): Python {
  const {
    script,
    output,
    task,
    interpreter = 'python3',
    args = [],
    env = {},
    timeLimit = 3600,
    names,
  } = options
  const wrong = (option: string, value: unknown, expected: string) =>
    new OptionInvalid({ of: 'python', option, value, expected })
  if (!modelFormats.includes(output)) throw wrong('output', output, modelFormats.join(', '))
  if (task !== 'binary' && task !== 'regression') throw wrong('task', task, '"binary" or "regression"')
  if (!(timeLimit > 0 && timeLimit <= 1_000_000)) throw wrong('timeLimit', timeLimit, 'a number of seconds')
  return Object.freeze({
    kind: 'python',
    task,
    script,
    digest: sha256(scriptText(script)),
    output,
    interpreter,
    args,
    env,
    timeLimit,
    options: options.options ?? {},
    ...(names && { names }),
  })
}

/** The text of a script. */
export function scriptText(script: string): Uint8Array {
  try {
    return readFileSync(script)
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new PythonFailed({ script, reason: `cannot be opened (${code})`, cause })
  }
}
