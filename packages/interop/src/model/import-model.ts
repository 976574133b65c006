import { lightgbmModel } from '../lightgbm/lightgbm-model.ts'
import { onnxModel, type OnnxOptions } from '../onnx/onnx-model.ts'
import { xgboostModel, type XgboostOptions } from '../xgboost/xgboost-model.ts'
import { checkSize } from './file-text.ts'
import type { ImportedModel, ModelFormat } from './imported-model.ts'

/** What a file does not tell; see the options of each format. */
export type ImportOptions = OnnxOptions & XgboostOptions

const readers: Readonly<Record<ModelFormat, (bytes: Uint8Array, options: ImportOptions) => ImportedModel>> = {
  lightgbm: lightgbmModel,
  xgboost: xgboostModel,
  onnx: onnxModel,
}

/** The formats that are read. */
export const modelFormats = Object.keys(readers) as readonly ModelFormat[]

/**
 * Reads a model of another tool: pure, no code of the file is run.
 *
 * @throws ModelFileInvalid when the file is damaged, ModelUnsupported when a part of it has no equivalent.
 */
export function importModel(
  bytes: Uint8Array,
  format: ModelFormat,
  options: ImportOptions = {},
): ImportedModel {
  checkSize(bytes, format)
  return readers[format](bytes, options)
}
