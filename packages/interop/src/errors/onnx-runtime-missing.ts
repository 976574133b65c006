import { SluiceError } from '@sluice/expr'

/** A model is to be run with onnxruntime, which is not installed. */
export class OnnxRuntimeMissing extends SluiceError {
  readonly code = 'onnx-runtime-missing'

  constructor(fields: { readonly cause: unknown }) {
    const { cause } = fields
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : 'unknown'
    super(
      `onnxruntime-node cannot be loaded (${reason}). Install it beside Sluice: npm install onnxruntime-node; ` +
        `models that become expressions (imported) do not need it.`,
      { cause },
    )
  }
}
