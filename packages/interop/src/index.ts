export { ModelFileInvalid } from './errors/model-file-invalid.ts'
export { ModelFileUnreadable } from './errors/model-file-unreadable.ts'
export { ModelInputMissing } from './errors/model-input-missing.ts'
export { OnnxRunFailed } from './errors/onnx-run-failed.ts'
export { OnnxRuntimeMissing } from './errors/onnx-runtime-missing.ts'
export { PythonFailed } from './errors/python-failed.ts'
export { ModelUnsupported, type UnsupportedPart } from './errors/model-unsupported.ts'

export { boundOutputs, type BoundFeatures } from './model/bind-inputs.ts'
export { imported, importedKind, type Imported, type ImportedOptions } from './model/imported.ts'
export { importedMarginExpr, importedMargins } from './model/imported-margins.ts'
export type {
  Category,
  CategoryInput,
  ImportedInput,
  ImportedModel,
  ImportedOutput,
  Link,
  ModelFormat,
  NumberInput,
  ScriptEnvironment,
  TextInput,
} from './model/imported-model.ts'
export { importModel, modelFormats, type ImportOptions } from './model/import-model.ts'
export { marginOf, predictionOf } from './model/predictions.ts'
export type { Cover } from './forest/forest-draft.ts'
export { checkExport, type ExportDifference } from './onnx/export/check-export.ts'
export { exportOnnx, type Exported } from './onnx/export/export-onnx.ts'
export { onnxRunner, type OnnxRunner, type RunnerOptions } from './onnx/runtime/onnx-runner.ts'
export type { OnnxOptions } from './onnx/onnx-model.ts'
export type { XgboostOptions } from './xgboost/xgboost-model.ts'

export { python, type Python, type PythonOptions } from './python/python.ts'
export { pythonKind } from './python/python-kind.ts'
