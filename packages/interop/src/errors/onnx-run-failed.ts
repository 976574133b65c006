import { SluiceError } from '@sluice/expr'

/** onnxruntime refused a model, or failed while running it. */
export class OnnxRunFailed extends SluiceError {
  readonly code = 'onnx-run-failed'

  constructor(fields: {
    /** What failed, such as `loading the model`. */
    readonly doing: string
    readonly reason: string
    readonly cause?: unknown
  }) {
    const { doing, reason, cause } = fields
    super(
      `onnxruntime failed while ${doing}: ${reason}. ` +
        `Check that the model was exported for an operator set that this version of onnxruntime-node knows.`,
      { cause },
    )
  }
}
