import { readFileSync } from 'node:fs'
import { OptionInvalid, registerLearner, sha256, type Learner, type LearnerKind } from '@sluice/core'
import { ModelFileUnreadable } from '../errors/model-file-unreadable.ts'
import { boundOutputs } from './bind-inputs.ts'
import { designFeatures } from './design-features.ts'
import { importedMarginExpr, importedMargins, splitCounts } from './imported-margins.ts'
import type { ImportedModel, ModelFormat } from './imported-model.ts'
import { importModel, modelFormats, type ImportOptions } from './import-model.ts'

/** Options of {@link imported}. */
export interface ImportedOptions extends ImportOptions {
  /** The path of the model's file. */
  readonly file: string
  readonly format: ModelFormat
  /** Features by input of the model, where they are called otherwise. */
  readonly names?: Readonly<Record<string, string>>
  /** Of a multiclass model the class to be scored, by its name or its number. */
  readonly class?: string | number
  /** SHA-256 of the file, to be sure that it is the one that was approved. */
  readonly sha256?: string
}

/** A model that is not learned but read from a file. */
export interface Imported extends Learner {
  readonly kind: 'imported'
  readonly file: string
  readonly format: ModelFormat
  readonly digest: string
  readonly classIndex: number
  readonly options: ImportOptions
  readonly names?: Readonly<Record<string, string>>
}

// What the definition read is what is used: a file that changes meanwhile changes nothing.
const models = new WeakMap<Imported, ImportedModel>()

/**
 * A model of LightGBM, XGBoost or ONNX as a learner. The file is read where the pipeline is defined, and its digest is
 * part of the definition: another file is another model, trained and promoted anew.
 *
 * @throws ModelFileUnreadable, ModelFileInvalid, ModelUnsupported, OptionInvalid
 */
export function imported(options: ImportedOptions): Imported {
  const { file, format, names, class: wanted, sha256: digest, ...rest } = options
  if (!modelFormats.includes(format)) {
    throw new OptionInvalid({
      of: 'imported',
      option: 'format',
      value: format,
      expected: modelFormats.join(', '),
    })
  }
  const bytes = fileBytes(file)
  if (digest !== undefined && digest !== sha256(bytes)) {
    throw new ModelFileUnreadable({
      file,
      reason: `has the digest ${sha256(bytes)}, but sha256 says ${digest}`,
    })
  }
  const model = importModel(bytes, format, rest)
  const learner: Imported = Object.freeze({
    kind: 'imported',
    task: model.task === 'regression' ? 'regression' : 'binary',
    file,
    format,
    digest: model.digest,
    classIndex: classIndexOf(model, wanted),
    options: rest,
    ...(names && { names }),
  })
  models.set(learner, model)
  return learner
}

/** How a model from a file "learns": it is what it is; its inputs are looked for among the features by name. */
export const importedKind: LearnerKind<Imported, ImportedModel> = {
  kind: 'imported',
  // Only the names are used; of the forms this is the one that takes missing values and categories as they are.
  form: () => ({ kind: 'bins', bins: 2, sample: 1_000 }),
  learn(learner, design) {
    const { names, classIndex } = learner
    const model = { ...(models.get(learner) ?? readAgain(learner)), classIndex, ...(names && { names }) }
    boundOutputs(model, { features: designFeatures(design), ...(names && { names }) })
    return model
  },
  margins: importedMargins,
  marginExpr: importedMarginExpr,
  coefficients: splitCounts,
}

registerLearner(importedKind)

function readAgain({ file, format, digest, options }: Imported): ImportedModel {
  const model = importModel(fileBytes(file), format, options)
  if (model.digest === digest) return model
  throw new ModelFileUnreadable({ file, reason: 'has changed since the pipeline was defined' })
}

function fileBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new ModelFileUnreadable({ file, reason: `cannot be opened (${code})`, cause })
  }
}

/** The position of the class to be scored. */
function classIndexOf(
  { task, outputs, classes }: ImportedModel,
  wanted: string | number | undefined,
): number {
  if (task !== 'multiclass') return 0
  const names = classes ?? outputs.map((_, k) => k)
  const found = names.findIndex(name => name === wanted)
  if (found >= 0) return found
  throw new OptionInvalid({
    of: 'imported',
    option: 'class',
    value: wanted,
    expected: `one of the classes of the model: ${names.slice(0, 20).join(', ')}`,
  })
}
